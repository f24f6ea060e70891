"""Restores access for users who lost their TOTP device."""
