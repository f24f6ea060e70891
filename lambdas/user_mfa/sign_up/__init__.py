"""MFA for users who sign up: at confirmation, and later where that failed."""
