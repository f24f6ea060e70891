"""Starts a function as Lambda does, and has it handle one event.

usage: python -m benchmarks.first_event MODULE EVENT
"""

import importlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "lambdas"))


class Context:
    """What Lambda tells a function of the call."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """All the time that there is."""
        return 900_000


def main() -> None:
    """Import the function's module, and call its handler."""
    module, event = sys.argv[1:]
    importlib.import_module(f"user_mfa.handlers.{module}").handler(json.loads(event), Context())


if __name__ == "__main__":
    main()
