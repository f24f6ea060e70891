"""The Cognito behaviour that ministack lacks, put in place of its own before it starts.

One idea a module; each behaviour names its source. What it encodes is a reading of the documentation.
"""
