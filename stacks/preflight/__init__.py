"""What would stop a pool's SMS messages and e-mails in a real account, found by read-only calls."""

from stacks.preflight.model import Report, Result, State, Subject
from stacks.preflight.runner import run

__all__ = ["Report", "Result", "State", "Subject", "run"]
