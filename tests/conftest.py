"""What all tests need."""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

# The tests run with the Python environment's own Node, whatever is first on the caller's path.
BIN = Path(__file__).parents[1] / ".venv" / "bin"
os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"

# And without the caller's AWS settings: what is not the local AWS finds no credentials.
# Nor is this run one in CI to the app, which demands credentials there.
for variable in [name for name in os.environ if name.startswith(("AWS_", "CDK_DEFAULT_")) or name == "CI"]:
    del os.environ[variable]
os.environ |= {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
# The CDK's own validation of templates takes as long as the rest of a synthesis: one test has all templates
# validated, and the others go without.
os.environ["CDK_VALIDATION"] = "false"

# What is drawn is the same in each run, so that a change never fails by luck; `thorough` looks further.
ANY_TIME = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("default", ANY_TIME, max_examples=25, derandomize=True)
settings.register_profile("thorough", ANY_TIME, max_examples=500)
settings.load_profile("default")
