"""One module per function: reads variables, makes clients, calls."""
