"""The update guard: what a deployment must not do to a pool that has users."""
