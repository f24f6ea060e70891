"""The least that a function can do when it starts: make clients, and call Cognito.

usage: python -m benchmarks.floor CALLS SERVICE...
"""

import sys

import boto3


def main() -> None:
    """Make a client per service, and send some requests by the first."""
    calls, *services = sys.argv[1:]
    clients = [boto3.client(service) for service in services]  # type: ignore[call-overload]
    for _ in range(int(calls)):
        clients[0].list_user_pools(MaxResults=1)


if __name__ == "__main__":
    main()
