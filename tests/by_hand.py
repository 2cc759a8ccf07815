"""Evaluates what the labs write for learners, so that a test can tell whether it is true."""

import re
from fractions import Fraction

GS = {
    "relu": lambda z: max(Fraction(0), z),
    "identity": lambda z: z,
    "leaky_relu": lambda z: z if z > 0 else z / 100,
}
"""The activations, written once more."""


def evaluate(text, **names):
    """The value of arithmetic as people write it, such as `2·max(0, −x) + (1/3)x` or `(12 − 3)²`."""
    text = re.sub(r"(?<=[\d)])(?=[a-z(])", "*", text)
    text = re.sub(r"\|(.*)\|", r"abs(\1)", text)
    for written, meant in (("−", "-"), ("·", "*"), ("²", "**2")):
        text = text.replace(written, meant)
    text = re.sub(r"(?<![\w.])\d+(?:\.\d+)?", r'Fraction("\g<0>")', text)
    return eval(text, {"Fraction": Fraction, "leaky_relu": GS["leaky_relu"], **names})  # noqa: S307 -- the lab's own text


def sides(line):
    """The sides of an equation that can be evaluated: rounded numbers and shortened sums are none."""
    return [side.strip() for side in line.split("=") if side.strip() and not re.search("[≈…]", side)]
