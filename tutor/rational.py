"""Exact numbers, as people type them and as people read them.

What a learner types or an author writes is a rational number and stays one: `1/3` and `0.1` are kept exactly.
"""

import math
import re
from decimal import Decimal
from fractions import Fraction

Real = Fraction | float
"""A number, exact or in floating point."""

TYPE_HINT = "type a number such as 3, -0.5 or 1/3"

_DIGITS = r"(?:\d+(?:[.,]\d*)?|[.,]\d+)"
_NUMBER = re.compile(rf"([+-]?{_DIGITS}(?:e[+-]?\d{{1,2}})?)(?:/({_DIGITS}))?", re.IGNORECASE)
RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_TWO_SIGNS = re.compile(r"\d[.,]\d*[.,]")
"""A number whose thousands are parted, such as 1,000.5 or 1.000.000."""
_RAISE, _LOWER = str.maketrans("-0123456789", RAISED), str.maketrans(RAISED, "-0123456789")
POWER = re.compile(f"·10([{RAISED}]+)")
"""A power of ten behind a number, as `rounded` writes it."""
_LONGEST = 40
"""Characters. More is no setting for a lesson, and powers of ten beyond two digits would fill the memory."""


_LONG = 1000
"""A denominator beyond which a few more decimals are easier to read."""


class NumberError(ValueError):
    """The text is not a number this program works with; the message says what to type instead."""


def parse(text: str) -> Fraction:
    """The exact value of what was typed: `3`, `-0.5`, `1/3`, `2e-3`; also with the minus sign −, and as `2·10⁻³`.

    A comma parts the decimals, as a point does: `0,5` is 1/2, and `1,000` is 1. Nothing parts thousands.

    Raises:
        NumberError: for anything else, such as `nan`, `inf`, `1/0`, `1e400` or `1,000.5`.
    """
    top, slash, bottom = text.partition("/")
    compact = f"{top.strip()}{slash}{bottom.strip()}".replace("−", "-")
    compact = with_e(compact)
    if len(compact) > _LONGEST:
        raise NumberError(f"“{_excerpt(text)}” is too long; {TYPE_HINT}")
    match = _NUMBER.fullmatch(compact)
    if match is None:
        problem = "has two decimal signs" if _TWO_SIGNS.search(compact) else "is not a number here"
        raise NumberError(f"“{_excerpt(text)}” {problem}; {TYPE_HINT}")
    top, bottom = (part.replace(",", ".") for part in match.groups("1"))
    if Fraction(bottom) == 0:
        raise NumberError(f"“{_excerpt(text)}” divides by zero; {TYPE_HINT}")
    return Fraction(top) / Fraction(bottom)


def show(value: Fraction | float) -> str:
    """The value as text that `parse` reads back: `−10`, `0.25`, `7/3`.

    A fraction is written as a decimal where three decimals hold it, or six if its denominator is long; else as p/q. A
    float, and a fraction too long to read, is rounded to five significant digits and led by `≈`.
    """
    if isinstance(value, float):
        return ("" if float(f"{value:.5g}") == value else "≈") + rounded(value, 5)
    value = Fraction(value)
    if abs(value) < 10**9 and (value * 1000).denominator == 1:
        return _minus(f"{float(value):.3f}".rstrip("0").rstrip("."))
    if value.denominator > _LONG and abs(value) < 10**3 and (value * 10**6).denominator == 1:
        return _minus(f"{float(value):.6f}".rstrip("0"))
    if value.numerator.bit_length() + value.denominator.bit_length() < 48 and len(str(value)) <= 13:
        return _minus(str(value))
    # By decimal: a quotient of two long integers may be no float.
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    near = float(decimal)
    return "≈" + rounded(near if near and math.isfinite(near) else decimal, 5)


def unwritten(text: str) -> Fraction:
    """The fraction that `str` has written, however long.

    Nothing else is read: `1e999999999` would never come to an end.

    Raises:
        ValueError: for any other text.
        ZeroDivisionError: for a fraction such as 1/0.
    """
    if not re.fullmatch(r"-?\d+(/\d+)?", text):
        raise ValueError(f"not kept by this program: {text[:20]}")
    return Fraction(text)


def rounded(value: float | Decimal, digits: int) -> str:
    """The value to a number of significant digits: `0.25`, `−1234`, `8.2·10⁻⁹`."""
    number, _, power = f"{value:.{digits}g}".partition("e")
    return _minus(number) + (f"·10{str(int(power)).translate(_RAISE)}" if power else "")


def counted(number: int, thing: str, spec: str = "") -> str:
    """`1 fold`, `2 folds`; the number in the format of `spec`, as `,` for 1,000 folds."""
    return f"{number:{spec}} {thing}{'' if number == 1 else 's'}"


def percent(share: Real) -> str:
    """A share of 1 in percent, to one decimal: `83.4 %`. Only 0 is `0.0 %`, and only 1 is `100.0 %`."""
    return f"{percentage(share)} %"


def percentage(share: Real) -> str:
    """The same without the sign %: `83.4`, or `< 0.1` or `> 99.9` where rounding would say none or all."""
    text = f"{float(100 * share):.1f}"
    if text == "0.0" and share != 0:
        return "< 0.1"
    return "> 99.9" if text == "100.0" and share != 1 else text


def with_e(text: str) -> str:
    """`8.2e-9` for `8.2·10⁻⁹`, wherever it stands in the text."""
    return POWER.sub(lambda power: f"e{power[1].translate(_LOWER)}", text)


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _excerpt(text: str) -> str:
    clean = text.strip()
    return clean if len(clean) <= 20 else clean[:19] + "…"
