"""Calls JavaScript clients, each in a Node process of its own."""

import json
import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CLIENTS = Path(__file__).parent


class CallError(Exception):
    """An error that a JavaScript function raised; `name` is Cognito's code for an error of Cognito's."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


class JavaScript:
    """A script of this folder, whose functions can be called, from `with` to the end of the block."""

    def __init__(self, script: str) -> None:
        self._script = script

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["node", CLIENTS / self._script],
            # No credentials, no profile, no proxy: an app in a browser has none either.
            env={"PATH": os.environ["PATH"]},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # The end of its input ends the script.
        self._process.communicate()

    def call(self, name: str, *arguments: object) -> Any:
        """Call a function and return its result, as JSON shows it.

        :raises CallError: the function raised an error, or did not answer in time.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"name": name, "arguments": arguments}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise CallError(**answer["error"])
        return answer["result"]
