"""The figures that lessons cite from experiments: the table `experiments.toml` beside them.

    [success_relu_3]
    kind = "success"
    command = "relu-tutor experiments success_relu_3"
    value = 79.1                    # the figure, with its 95 % interval where it has one
    low = 76.5
    high = 81.5

    [success_relu_3.figures]        # more figures, by name
    at_26_45 = 129

    [success_relu_3.settings]       # all that is needed to find them again
    runs = 1000

A lesson with `success_relu_3` in its header may state `success_relu_3 = 79.1` and `success_relu_3_at_26_45 = 129`.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from tutor.expression import Measure
from tutor.files.limits import LESSON_TABLE
from tutor.files.toml import TomlError
from tutor.lesson.cut import read_text
from tutor.lesson.fence import Fence
from tutor.lesson.problem import Problem
from tutor.net.experiments.birth import Birth
from tutor.net.experiments.comparison import Comparison
from tutor.net.experiments.deaths import Deaths
from tutor.net.experiments.depth import Depth
from tutor.net.experiments.experiment import ExperimentSettings
from tutor.net.experiments.favour import Favour
from tutor.net.experiments.gap import Gap
from tutor.net.experiments.output_relu import OutputRelu
from tutor.net.experiments.random_pieces import RandomPieces
from tutor.net.experiments.revival import Revival
from tutor.net.experiments.stuck import Stuck
from tutor.net.experiments.success import Success
from tutor.net.experiments.units_needed import UnitsNeeded
from tutor.schema import Rational, Strict

FILE = "experiments.toml"
COMMAND = "relu-tutor experiments"

Name = Annotated[str, Field(pattern=r"^[a-z]\w*$")]
Kind = TypeVar("Kind")
Asked = TypeVar("Asked", bound=ExperimentSettings)


class Experiment(Strict, Generic[Kind, Asked]):
    """One experiment: its settings, and what it found when it was run.

    Attributes:
        kind: which; see `tutor.net.experiments`.
        command: what to type to run it again.
        value: the figure it is named after; a rate is in percent.
        low, high: the 95 % interval of a rate.
        figures: more of them, by name.
        settings: of the experiment, the seed among them.
    """

    kind: Kind
    command: str
    value: Rational | None = None
    low: Rational | None = None
    high: Rational | None = None
    figures: dict[Name, Rational] = Field(default_factory=dict)
    settings: Asked

    @model_validator(mode="after")
    def _complete(self) -> "Experiment[Kind, Asked]":
        if not self.stored:
            raise ValueError("has no figure; run it and write down what it prints")
        if (self.low is None) != (self.high is None) or (self.low is not None and self.value is None):
            raise ValueError("low and high are the ends of an interval around value: give all three")
        ascending = [each for each in (self.low, self.value, self.high) if each is not None]
        if ascending != sorted(ascending):
            raise ValueError("value does not lie between low and high")
        if endless := [name for name, value in _settings(self.settings) if not math.isfinite(value)]:
            raise ValueError(f"settings: {endless[0]} is not finite")
        if double := {"value", "low", "high"} & set(self.figures):
            raise ValueError(f"{', '.join(sorted(double))} stands above the figures, not among them")
        return self

    @property
    def stored(self) -> dict[str, Fraction]:
        """Every figure by its name: `value`, `low` and `high` among them."""
        own = {"value": self.value, "low": self.low, "high": self.high}
        return {name: value for name, value in own.items() if value is not None} | self.figures


Stored = Annotated[
    Experiment[Literal["success"], Success]
    | Experiment[Literal["comparison"], Comparison]
    | Experiment[Literal["birth"], Birth]
    | Experiment[Literal["deaths"], Deaths]
    | Experiment[Literal["depth"], Depth]
    | Experiment[Literal["random pieces"], RandomPieces]
    | Experiment[Literal["favour"], Favour]
    | Experiment[Literal["gap"], Gap]
    | Experiment[Literal["revival"], Revival]
    | Experiment[Literal["stuck"], Stuck]
    | Experiment[Literal["output relu"], OutputRelu]
    | Experiment[Literal["units needed"], UnitsNeeded],
    Field(discriminator="kind"),
]
_ROW: TypeAdapter[Any] = TypeAdapter(Stored)
_NAME: TypeAdapter[str] = TypeAdapter(Name)


@dataclass(frozen=True)
class Experiments:
    """The experiments by name, and what is wrong with their file."""

    by_name: Mapping[str, Experiment[Any, Any]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_experiments(folder: Path) -> Experiments:
    """The table of a folder of lessons; empty where the folder has none. Never raises for bad content."""
    path = folder / FILE
    if not path.is_file():
        return Experiments()
    text = read_text(path)
    if isinstance(text, Problem):
        return Experiments(problems=(text,))
    fence = Fence(("toml",), text, 0, LESSON_TABLE.values)
    try:
        rows = fence.load()
    except TomlError as error:
        return Experiments(problems=(Problem(path, error.line, str(error)),))
    found: dict[str, Experiment[Any, Any]] = {}
    problems: list[Problem] = []
    for name, row in rows.items():
        try:
            found[_NAME.validate_python(name)] = _ROW.validate_python(row)
        except ValidationError as error:
            problems += _problems(path, fence, name, error)
            continue
        if found[name].command != f"{COMMAND} {name}":
            problems.append(Problem(path, fence.line_of(name, "command"), f"the command is {COMMAND} {name}"))
    return Experiments(found, tuple(problems))


def measures(names: Iterable[str], experiments: Experiments) -> dict[str, Measure]:
    """What a lesson may say of the experiments with these names; a name that is not in the table adds nothing.

    `name` is the value, `name_low`, `name_high` and `name_x` the other figures; the settings that are numbers, such as
    `name_runs`, and of the data `name_samples`, are measures too.
    """
    found = {name: experiments.by_name[name] for name in names if name in experiments.by_name}
    return {measure: _constant(value) for name, each in found.items() for measure, value in _numbers(name, each)}


def _numbers(name: str, experiment: Experiment[Any, Any]) -> Iterator[tuple[str, Fraction]]:
    """The later of two with one name holds: a figure covers a setting."""
    for setting, value in _settings(experiment.settings):
        yield f"{name}_{setting}", Fraction(str(value))
    for figure, stored in experiment.stored.items():
        yield name if figure == "value" else f"{name}_{figure}", stored


def _settings(settings: object) -> Iterator[tuple[str, int | float]]:
    """The settings that are numbers, and those of the data, by name."""
    for each in fields(settings):  # type: ignore[arg-type]  # every kind of experiment is a dataclass
        value = getattr(settings, each.name)
        if is_dataclass(value):
            yield from _settings(value)
        elif isinstance(value, int | float):
            yield each.name, value


def _constant(value: Fraction) -> Measure:
    return Measure(lambda: value)


def _problems(path: Path, fence: Fence, name: str, error: ValidationError) -> Iterator[Problem]:
    for each in error.errors(include_url=False):
        place = each["loc"][1:]  # without the kind, which is how pydantic names the case of the union
        said = each["msg"].removeprefix("Value error, ")
        where = ".".join(map(str, (name, *place)))
        yield Problem(path, fence.line_of(name, *place), f"[{where}] {said[:1].lower()}{said[1:]}")
