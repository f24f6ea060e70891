"""The emulator: ministack with this project's patches, as a server process."""

from local.emulator.local_aws import Email, LocalAws

__all__ = ["Email", "LocalAws"]
