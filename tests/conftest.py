"""What all tests need."""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

# The tests run with the Python environment's own Node, whatever is first on the caller's path.
BIN = Path(__file__).parents[1] / ".venv" / "bin"
os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"

# What is drawn is the same in each run, so that a change never fails by luck; `thorough` looks further.
ANY_TIME = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("default", ANY_TIME, max_examples=25, derandomize=True)
settings.register_profile("thorough", ANY_TIME, max_examples=500)
settings.load_profile("default")
