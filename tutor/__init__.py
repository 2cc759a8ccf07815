"""relu-tutor: a terminal tutor on where the non-linearity of ReLU comes from."""

__version__ = "0.1.0"
