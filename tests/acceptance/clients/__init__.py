"""Client libraries, each with a driver that has it go through the scenarios."""
