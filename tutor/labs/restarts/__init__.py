"""The `restarts` lab."""

from tutor.labs.restarts.spec import RestartsLab

__all__ = ["RestartsLab"]
