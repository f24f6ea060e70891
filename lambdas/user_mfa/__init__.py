"""Enables MFA for users. This code runs in Lambda functions and imports nothing of the stacks."""
