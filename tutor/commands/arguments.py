"""Command lines as argparse reads them, and the numbers in them. Each mistake is one line."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from fractions import Fraction
from typing import NoReturn

from tutor.rational import NumberError, parse


class UsageError(ValueError):
    """A command line that makes no sense; the message is one line."""


class Parser(ArgumentParser):
    """An ArgumentParser that raises a UsageError for a mistake, and takes no abbreviated options."""

    def __init__(self, name: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            name,
            description=description,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Report a mistake.

        Raises:
            UsageError: always.
        """
        raise UsageError(f"{message}; see {self.prog} --help")

    def read(self, arguments: Sequence[str]) -> Namespace:
        """The parsed arguments of a command that takes numbers.

        A space is put before each negative number: argparse would take −1/3 and −1e-3 for options.
        """
        return self.parse_args([f" {each}" if re.match(r"[-−](\.?\d|inf|nan)", each) else each for each in arguments])


def number(text: str) -> Fraction:
    """The exact value of a number.

    Raises:
        ArgumentTypeError: for any other text. So do all functions below.
    """
    try:
        return parse(text)
    except NumberError as error:
        raise ArgumentTypeError(str(error)) from None


def real(text: str) -> float:
    """The float nearest to a number."""
    return float(number(text))


def share(text: str) -> Fraction:
    """A share from 0 to 1, written as such or in percent: `0.1`, `1/10`, `10%`."""
    value = number(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"{text.strip()} is not a share: write it from 0 to 1, or from 0% to 100%")
    return value


def positive(text: str) -> float:
    """The float nearest to a number above 0."""
    value = real(text)
    if value <= 0:
        raise ArgumentTypeError(f"{text.strip()} is not above 0")
    return value


def not_negative(text: str) -> float:
    """The float nearest to a number that is 0 or above."""
    value = real(text)
    if value < 0:
        raise ArgumentTypeError(f"{text.strip()} is below 0")
    return value


def whole(text: str, least: int = 0) -> int:
    """A whole number from `least` to 999,999,999."""
    if not re.fullmatch(r"0*\d{1,9}", text.strip()) or int(text) < least:
        raise ArgumentTypeError(f"{text.strip()} is not a whole number from {least} to 999,999,999")
    return int(text)


def positive_whole(text: str) -> int:
    """A whole number from 1 to 999,999,999."""
    return whole(text, 1)
