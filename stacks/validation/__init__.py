"""What every synthesis is checked against, and what environments accept of it."""
