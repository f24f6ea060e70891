"""Refuses what Cognito would refuse, in the synthesized template."""
