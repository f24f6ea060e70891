"""Longer time limits of functions and of their requests, on a machine that is busier than AWS.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
"""

from typing import Any

from ministack.core import lambda_runtime
from ministack.core.lambda_runtime import Worker

from local.settings import Settings

DEFAULT = 3  # seconds

# Runs in a function's process, before the runtime.
PATIENT_REQUESTS = """
def wait_longer(patience):
    from botocore.config import Config

    botocore = Config.__init__

    def init(self, *arguments, **options):
        for name in {"connect_timeout", "read_timeout"} & set(options):
            options[name] *= patience
        botocore(self, *arguments, **options)

    Config.__init__ = init


wait_longer(%d)
"""


def install() -> None:
    patience = Settings.from_environ().patience
    if patience == 1:
        return
    ministack = Worker.__init__

    def init(worker: Worker, name: str, config: dict[str, Any], code: bytes) -> None:
        ministack(worker, name, {**config, "Timeout": config.get("Timeout", DEFAULT) * patience}, code)

    Worker.__init__ = init
    lambda_runtime._PYTHON_WORKER_SCRIPT = PATIENT_REQUESTS % patience + lambda_runtime._PYTHON_WORKER_SCRIPT
