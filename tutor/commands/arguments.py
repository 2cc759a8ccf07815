"""Command lines whose mistakes are told in one line."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from fractions import Fraction
from typing import NoReturn

from tutor.rational import NumberError, parse


class UsageError(ValueError):
    """A command line that asks for nothing that can be done; the message is one line."""


class Parser(ArgumentParser):
    """argparse, but a mistake raises a UsageError, and a negative number is a number in every spelling."""

    def __init__(self, name: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            name,
            description=description,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Tell a mistake.

        Raises:
            UsageError: always.
        """
        raise UsageError(f"{message}; see {self.prog} --help")

    def read(self, arguments: Sequence[str]) -> Namespace:
        """The parsed arguments. argparse would take −1/3 and −1e-3 for options; a space before them helps."""
        return self.parse_args([f" {each}" if re.match(r"[-−](\.?\d|inf|nan)", each) else each for each in arguments])


def number(text: str) -> Fraction:
    """A number of the command line, exactly.

    Raises:
        ArgumentTypeError: for anything else.
    """
    try:
        return parse(text)
    except NumberError as error:
        raise ArgumentTypeError(str(error)) from None
