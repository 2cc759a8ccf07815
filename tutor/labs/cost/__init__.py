"""The `cost` lab."""

from tutor.labs.cost.lab import CostLab

__all__ = ["CostLab"]
