"""The scenarios: every MFA flow of an app, run against deployed pools."""
