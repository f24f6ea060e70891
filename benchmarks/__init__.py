"""Measures this project against what people would have otherwise. `make bench` runs it."""
