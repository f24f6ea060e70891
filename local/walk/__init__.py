"""The walk: every MFA flow of an app, walked with boto3 through deployed pools."""
