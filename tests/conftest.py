"""What all tests need."""

import os
from pathlib import Path

# The tests run with the Python environment's own Node, whatever is first on the caller's path.
BIN = Path(__file__).parents[1] / ".venv" / "bin"
os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
