"""The one error that the local AWS raises."""


class LocalAwsError(Exception):
    """Something a person can put right; its message says what and how."""
