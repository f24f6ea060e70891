"""Runs over all users of a pool."""
