"""The `auth` command: it asks, calls and prints, and decides nothing."""
