"""The `training` lab."""

from tutor.labs.training.spec import TrainingLab

__all__ = ["TrainingLab"]
