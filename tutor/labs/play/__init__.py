"""The `play` lab: a network of any shape on any data, trained and edited freely."""

from tutor.labs.play.lab import PlayLab

__all__ = ["PlayLab"]
