"""Adopts a user pool that exists: AWS's answers about it become an environment file that changes nothing."""
