"""What ministack lacks or does differently, patched into it before it starts.

One idea per module; each behavior names its source. The patches encode a reading of the documentation.
"""
