"""The local AWS: ministack, and the Cognito behavior that it lacks."""
