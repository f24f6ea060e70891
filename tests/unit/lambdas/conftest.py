"""What the functions find in their environment."""

import pytest


@pytest.fixture(autouse=True)
def function_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules of functions read this while they are imported."""
    variables = {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "MFA_FACTORS": "SMS",
        "MFA_PREFERRED": "SMS",
        "MFA_REQUIRE_VERIFIED_PHONE": "true",
        "MFA_TYPES": "SMS,TOTP",
        "USER_POOL_ID": "us-east-1_EXAMPLE01",
        "QUEUE_URL": "https://queue",
        "RUNS_TABLE": "runs",
        "MAX_RECEIVES": "15",
        "REQUESTS_PER_SECOND": "1000",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
