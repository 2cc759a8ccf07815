"""Lesson files as `Lesson`s, or as lists of everything that is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from tutor import expression
from tutor.check import CHECKS, Check, DrawnCheck, GoalCheck, SketchCheck, Slug
from tutor.files.toml import TomlError
from tutor.lab import Lab, measures_at, start_settings
from tutor.labs import LABS
from tutor.lesson.cut import Section, Source, why_not_plain
from tutor.lesson.fence import Fence
from tutor.lesson.model import Header, Lesson, Step
from tutor.lesson.problem import Problem, with_suggestion
from tutor.nearest import did_you_mean
from tutor.store import Store

_SLUG = TypeAdapter(Slug)


def read(file: Source) -> Lesson | list[Problem]:
    """The lesson in a file, or all its problems, in the order in which they stand. Never raises for bad content."""
    path, sections = file.path, file.sections
    if not sections:
        return list(file.problems)
    if problem := why_not_plain(path, file.text):
        return [problem]
    reader = _Reader(path, [*file.problems])
    header = reader.header(sections[0])
    steps = [reader.step(section) for section in sections[1:]]
    if not steps:
        reader.complain(1, "has no step; write one as ## Title {#its-id}")
    reader.unique("step id", ((step.id, step) for step in steps))
    reader.unique(
        "check id",
        ((check.id, fence) for step in steps for check, fence in zip(step.checks, step.check_fences, strict=True)),
    )
    if reader.problems or header is None:
        return sorted(reader.problems)
    return Lesson(path, sections[0].title, header, sections[0].fences[0], tuple(steps))


class _Reader:
    """Collects the problems of one file."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.store = Store()

    def complain(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, message))

    def unique(self, what: str, named: Iterable[tuple[str, Step | Fence]]) -> None:
        """Report each repeated id. Lines are looked up for those alone: what finds them in a block is kept with it."""
        first: dict[str, Step | Fence] = {}
        for name, owner in named:
            if not name:
                continue  # a missing id is reported elsewhere
            if name in first:
                self.complain(_line(owner), f"the {what} {name} was used before, in line {_line(first[name])}")
            first.setdefault(name, owner)

    def header(self, section: Section) -> Header | None:
        if not section.title:
            self.complain(section.line, "the lesson has no title; begin with # Title")
        if section.prose.strip():
            offset = next(i for i, line in enumerate(section.prose.split("\n")) if line.strip())
            self.complain(section.line + offset, "prose before the first step; move it under a ## heading")
        header = None
        for fence in section.fences:
            if fence.words != ("toml", "lesson") or header is not None:
                self.complain(fence.line, "only one block, ```toml lesson, may stand before the first step")
                continue
            header = self.model(Header, fence)
        if not section.fences:
            self.complain(section.line, "the block ```toml lesson is missing below the title")
        return header

    def step(self, section: Section) -> Step:
        if section.level != 2:
            self.complain(section.line, "a second title; steps begin with ##")
        if section.id is None:
            self.complain(section.line, f"the step has no id; write ## {section.title} {{#its-id}}")
        elif not self._is_slug(section.id):
            self.complain(section.line, f"the id {section.id} is not small letters, digits and hyphens")
        labs: list[tuple[Lab, Fence]] = []
        checks: list[tuple[Check, Fence]] = []
        compares = [fence for fence in section.fences if fence.words[1:] == ("results",)]
        for fence in section.fences:
            if fence not in compares:
                self._block(fence, labs, checks)
        if len(labs) > 1:
            self.complain(labs[1][1].line, "a step has at most one lab")
        lab, lab_fence = labs[0] if labs else (None, None)
        for check, fence in checks:
            self._fits_lab(check, lab, fence)
        found, fences = zip(*checks, strict=True) if checks else ((), ())
        return Step(
            section.id or "", section.title, section.prose, section.line, lab, found, lab_fence, fences, bool(compares)
        )

    def _block(self, fence: Fence, labs: list[tuple[Lab, Fence]], checks: list[tuple[Check, Fence]]) -> None:
        match fence.words[1:]:
            case ["lab", kind]:
                if lab := self.model(self._of_kind(LABS, kind, "lab", fence), fence):
                    labs.append((lab, fence))
            case ["check", kind]:
                if check := self.model(self._of_kind(CHECKS, kind, "check", fence), fence):
                    checks.append((check, fence))
            case _:
                said = " ".join(fence.words)
                self.complain(
                    fence.line, f"```{said} is not a block of a step; write ```toml lab KIND or ```toml check KIND"
                )

    def _fits_lab(self, check: Check, lab: Lab | None, fence: Fence) -> None:
        """Report a goal or a sketch that names what the lab of its step does not measure, and a draw that fails."""
        if isinstance(check, DrawnCheck):
            self._can_be_drawn(check, lab, fence)
        if not isinstance(check, GoalCheck | SketchCheck):
            return
        if lab is None:
            self.complain(fence.line, f"a {check.kind} needs a lab in its step")
            return
        measures = measures_at(lab, start_settings(lab), self.store)
        asked = check.claims if isinstance(check, GoalCheck) else (f"{check.curve}(0) = 0",)
        for i, text in enumerate(asked):
            try:
                expression.holds(expression.parse_comparison(text), measures)
            except expression.ExpressionError as error:
                line = fence.line_of("want", i) if isinstance(check, GoalCheck) else fence.line_of("curve")
                self.complain(line, with_suggestion(error, measures))
            except expression.UndefinedError:
                pass  # it has a value elsewhere

    def _can_be_drawn(self, check: DrawnCheck, lab: Lab | None, fence: Fence) -> None:
        """Report a check that cannot be shown because its first draw fails."""
        measures = measures_at(lab, start_settings(lab), self.store) if lab else {}
        try:
            check.drawn(0, measures)
        except expression.ExpressionError as error:
            self.complain(fence.line_of("proof"), with_suggestion(error, (*measures, *check.draw)))
        except (expression.UndefinedError, ValueError) as error:
            self.complain(fence.line_of("draw"), f"cannot be drawn: {error}")

    def _of_kind(self, table: Mapping[str, type[Any]], kind: str, what: str, fence: Fence) -> type[Any] | None:
        if kind not in table:
            self.complain(fence.line, f"unknown kind of {what}: {kind}{did_you_mean(kind, table)}")
        return table.get(kind)

    def model(self, model: type[Any] | None, fence: Fence) -> Any:
        """The content of the fence as the model; None, and reports, if it does not fit."""
        if model is None:
            return None
        try:
            return model.model_validate(fence.load())
        except TomlError as error:
            self.complain(fence.line + error.line, f"not TOML: {error}")
        except ValidationError as error:
            found = error.errors(include_url=False)
            around = {each["loc"][:length] for each in found for length in range(len(each["loc"]))}
            for each in found:
                if each["loc"] in around:
                    continue  # what is wrong within it says it better
                location = tuple(part for part in each["loc"] if part not in {"function-before", "function-after"})
                self.complain(fence.line_of(*location), _said(model, location, each["type"], each["msg"]))
        return None

    @staticmethod
    def _is_slug(text: str) -> bool:
        try:
            _SLUG.validate_python(text)
        except ValidationError:
            return False
        return True


def _line(owner: Step | Fence) -> int:
    """The line that gives a step or a check its id."""
    return owner.line if isinstance(owner, Step) else owner.line_of("id")


def _said(model: type[BaseModel], location: tuple[str | int, ...], kind: str, message: str) -> str:
    """A validation error in the words of the lesson format."""
    key = ".".join(map(str, location))
    if kind == "extra_forbidden":
        return f"unknown key {key}{did_you_mean(str(location[-1]), _keys_at(model, location[:-1]))}"
    if kind == "missing":
        return f"the key {key} is missing"
    message = message.removeprefix("Value error, ")
    return f"{key}: {message}" if key else message


def _keys_at(model: type[BaseModel], location: tuple[str | int, ...]) -> Iterator[str]:
    """The keys that may stand in the table at `location`."""
    for part in location:
        if part in model.model_fields:
            inner = next(_models_in(model.model_fields[str(part)].annotation), None)
            if inner is None:
                return
            model = inner
    yield from model.model_fields


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
