"""What people bring along: networks and tables of numbers, read with care. A bad file is one clear line."""


class FileError(ValueError):
    """A file that cannot be used; the message is one line that says which, where and why.

    Attributes:
        line: where in the file, counted from 1; 0 where that is not known.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message.replace("\n", "␊"))  # in the name of a file, or in a cell that is quoted
        self.line = line


def brief(text: object, most: int = 60) -> str:
    """A name or a value of a file, short enough to be quoted in a message."""
    said = str(text)
    return said if len(said) <= most else said[: most - 1] + "…"
