"""Longer time limits of functions, on a machine that is busier than AWS.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
"""

from typing import Any

from ministack.core.lambda_runtime import Worker

from local.settings import Settings

DEFAULT = 3  # seconds


def install() -> None:
    patience = Settings.from_environ().patience
    ministack = Worker.__init__

    def init(worker: Worker, name: str, config: dict[str, Any], code: bytes) -> None:
        ministack(worker, name, {**config, "Timeout": config.get("Timeout", DEFAULT) * patience}, code)

    Worker.__init__ = init
