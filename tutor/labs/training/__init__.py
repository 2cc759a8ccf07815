"""The `training` lab: one network with one input and one hidden layer, trained step by step."""

from tutor.labs.training.lab import TrainingLab, TrainingReading

__all__ = ["TrainingLab", "TrainingReading"]
