"""The local AWS: ministack, and the Cognito behaviour that it lacks."""
