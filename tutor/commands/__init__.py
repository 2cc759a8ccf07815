"""The commands of relu-tutor, one module each. `tutor.cli` imports the one that is asked for and calls its `run`."""

from collections.abc import Callable, Sequence

Say = Callable[[str], None]
"""Prints one line of the result."""

Command = Callable[[Sequence[str], Say], int]
"""`run` of each module: the arguments after the command's name → the exit status. It raises a UsageError for a command
line that makes no sense, and a FileError for a file that cannot be read; both are printed and end with status 2."""
