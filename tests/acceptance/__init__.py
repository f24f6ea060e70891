"""Tests of deployed stacks."""
