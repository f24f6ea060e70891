"""Runs over all users of a pool: the steps of the state machine in `stacks/constructs/user_runs.py`."""
