"""Function logs as AWS writes them: `logging` works in a Python function, in text or in JSON.

ministack keeps what a function prints, but its Python runtime sets up no log handler, so that `logging.info`
is lost. `function_log_format.py` is put in front of the runtime's script.

https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime

Credentials = Callable[[dict[str, Any]], dict[str, str]]


def install() -> None:
    bootstrap = Path(__file__).with_name("function_log_format.py").read_text()
    lambda_runtime._PYTHON_WORKER_SCRIPT = bootstrap + lambda_runtime._PYTHON_WORKER_SCRIPT
    # Asked for when a function's environment is made, with the function's configuration.
    lambda_runtime.execution_credentials = partial(
        environment_of_function, lambda_runtime.execution_credentials
    )


def environment_of_function(credentials: Credentials, config: dict[str, Any]) -> dict[str, str]:
    logging = config.get("LoggingConfig") or {}
    group = logging.get("LogGroup") or f"/aws/lambda/{config.get('FunctionName')}"
    return {
        **credentials(config),
        "AWS_LAMBDA_LOG_GROUP_NAME": group,
        "AWS_LAMBDA_LOG_FORMAT": logging.get("LogFormat") or "Text",
        "AWS_LAMBDA_LOG_LEVEL": logging.get("ApplicationLogLevel") or "INFO",
    }
