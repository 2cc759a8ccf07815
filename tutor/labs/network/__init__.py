"""The `network` lab."""

from tutor.labs.network.spec import NetworkLab

__all__ = ["NetworkLab"]
