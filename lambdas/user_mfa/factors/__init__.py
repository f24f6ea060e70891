"""Which factors a user gets, and what Cognito made of it."""
