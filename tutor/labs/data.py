"""The rows that a lesson states for a network to be measured on, or trained on."""

from fractions import Fraction
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from tutor.net.dataset import TARGETS, sampled
from tutor.schema import Rational, Strict, one_of

Column = tuple[float, ...]
"""A number for each row."""


class Data(Strict):
    """Rows as the lesson lists them: inputs x and labels y."""

    x: tuple[Rational, ...] = Field(min_length=1)
    y: tuple[Rational, ...]

    @field_validator("y")
    @classmethod
    def _as_long_as_x(cls, y: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        if len(y) != len(info.data.get("x", y)):
            raise ValueError(f"has {len(y)} labels for {len(info.data['x'])} inputs")
        return y


class Task(Strict):
    """What a network is to learn: rows that the lesson lists, or a function at evenly spaced x.

    Attributes:
        data: the rows; or
        target: the name of the function,
        low, high: the first and the last x,
        samples: the number of rows.
    """

    data: Data | None = None
    target: Annotated[str, one_of(TARGETS)] | None = None
    low: Rational = Fraction(-4)
    high: Rational = Fraction(4)
    samples: int = Field(default=9, ge=2, le=200)

    @model_validator(mode="after")
    def _data_or_target(self) -> Self:
        if (self.data is None) == (self.target is None):
            raise ValueError("target: one of target and data is needed, and not both")
        if self.data and (useless := self.model_fields_set & {"low", "high", "samples"}):
            raise ValueError(f"{min(useless)}: has no meaning without a target")
        if self.low >= self.high:
            raise ValueError("low: has to be less than high")
        return self

    @property
    def name(self) -> str:
        """The name of the function, or `data` for rows."""
        return self.target or "data"

    @cached_property
    def rows(self) -> tuple[Column, Column]:
        """The inputs and the labels in float64."""
        if self.data:
            return tuple(map(float, self.data.x)), tuple(map(float, self.data.y))
        x, y = sampled(TARGETS[self.target or ""], float(self.low), float(self.high), self.samples)
        return tuple(x[:, 0].tolist()), tuple(y[:, 0].tolist())

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The smallest and the largest x; they are equal where all rows have one x."""
        return (min(self.data.x), max(self.data.x)) if self.data else (self.low, self.high)

    @property
    def stated_rows(self) -> frozenset[Fraction]:
        """The numbers of the rows that the lesson states."""
        if self.data:
            return frozenset({*self.data.x, *self.data.y})
        return frozenset({self.low, self.high, Fraction(self.samples)})
