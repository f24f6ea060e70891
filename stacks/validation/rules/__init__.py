"""The update guard's rules: what a deployment must not do to a pool that has users."""
