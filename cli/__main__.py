"""`python -m cli` is `auth`."""

from cli.main import main

main()
