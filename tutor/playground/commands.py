"""What can be typed in the playground, on the screen after a colon and in the line-based front end alike."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from tutor.bench import Bench, changed, go_on, turn
from tutor.branch import NO_START, beside, by_name, drop, keep, others, own, under
from tutor.files import FileError
from tutor.files.table import is_table
from tutor.lab import Settings
from tutor.labs.play import PlayLab
from tutor.labs.play.run import letter, rows, start
from tutor.labs.play.spec import OWN
from tutor.nearest import did_you_mean
from tutor.playground.file import first_error, from_rows, is_playground, opened, save
from tutor.playground.program import KINDS, as_program
from tutor.rational import NumberError, parse, show


class PlayError(ValueError):
    """What was typed cannot be done; the message says why."""


class Done(NamedTuple):
    """What came of a command.

    Attributes:
        bench: the next one.
        said: what there is to say, in a sentence.
        path: the file that the playground has now, if the command named it.
        another: it is another playground, and no longer that of the file before.
    """

    bench: Bench
    said: str
    path: Path | None = None
    another: bool = False


def carried_out(bench: Bench, typed: str) -> Done | None:
    """What comes of `save NAME`, `open NAME`, `numpy NAME`, `branch`, `new`, or `b1 = 0.5`; None for other words.

    Raises:
        PlayError: if it cannot be done.
        FileError: for a file that cannot be read or written.
    """
    name, equals, value = (part.strip() for part in typed.partition("="))
    if equals and " " not in name:
        return set_number(bench, name, value)
    word, _, rest = typed.strip().partition(" ")
    if word in KINDS:
        return _take_along(bench, word, _path(word, rest))
    if word in _WITH_FILE:
        return _WITH_FILE[word](bench, _path(word, rest))
    if word == "row" and rest.strip():
        return _row(bench, rest)
    if word in _WITH_NAME and rest.strip():
        return _WITH_NAME[word](bench, rest.strip().upper())
    if word in _ALONE and not rest:
        return _ALONE[word](bench)
    return None


def branch(bench: Bench) -> Done:
    """The network of now becomes the start; undo leads back."""
    after = go_on(bench)
    if after is bench:
        raise PlayError(NO_START.removesuffix("."))
    return Done(after, f"The run so far is {letter(bench.settings)}. It goes on from here: turn what you like.")


def set_number(bench: Bench, name: str, value: str) -> Done:
    """A knob, or a parameter of the network of now, set to a number.

    Raises:
        PlayError: for a name that there is not, or what is no number.
    """
    lab = _lab(bench)
    if (knob := bench.knob(name)) is not None:
        try:
            return Done(turn(bench, name, knob.typed(value)), _of_no_layer(lab, bench.settings, name))
        except ValueError as problem:
            raise PlayError(str(problem)) from None
    names = lab.names(bench.settings)
    if name not in names:
        raise PlayError(f"there is no {name} here{did_you_mean(name, names)}")
    try:
        number = parse(value)
    except NumberError as problem:
        raise PlayError(f"{name}: {problem}") from None
    if abs(number) > _LARGEST:
        raise PlayError(f"{name} goes from −{_LARGEST:,} to {_LARGEST:,}")
    there = go_on(bench)
    said = f"{name} = {show(number)}{', and it goes on from here' if there is not bench else ''}."
    return Done(changed(bench, lab.turn(there.settings, name, number)), said)


_LARGEST = 10**6


def _of_no_layer(lab: PlayLab, settings: Settings, name: str) -> str:
    """What to say of a knob of a layer that is not there; empty for any other knob."""
    return f"There is no layer {name[-1]} now: layers = {name[-1]} makes it." if name in lab.idle(settings) else ""


def _keep(bench: Bench) -> Done:
    name = letter(bench.settings)
    instead = ", in place of the run before" if name in others(bench.settings) else ""
    return Done(
        changed(bench, keep(name, bench.settings)), f"This run is kept as {name}{instead}, dotted in the figures."
    )


def _to(bench: Bench, name: str) -> Done:
    run = _kept(bench, name)
    return Done(changed(bench, {**run, **beside(bench.settings)}), f"This is {name}; undo leads back.")


def _drop(bench: Bench, name: str) -> Done:
    _kept(bench, name)
    return Done(changed(bench, drop(name, bench.settings)), f"{name} is no longer kept.")


def _kept(bench: Bench, name: str) -> Settings:
    runs = others(bench.settings)
    if name not in runs:
        raise PlayError(f"no run is kept as {name}" + (f"; there are {', '.join(runs)}" if runs else ""))
    return runs[name]


def _row(bench: Bench, text: str) -> Done:
    """A row more: `row 1 2` is x = 1 with label 2, `row 1 2 0` is (1, 2) of class 0. It goes on from here."""
    try:
        *x, label = (float(parse(each)) for each in text.split())
    except (NumberError, ValueError) as problem:
        raise PlayError(f"row: {problem}") from None
    inputs = _lab(bench).inputs(bench.settings)
    if len(x) != inputs:
        raise PlayError(f"row: {inputs} inputs and a label are needed, such as row {'1 ' * inputs}0")
    if inputs == 2 and label not in {0, 1}:
        raise PlayError("row: with two inputs the label is 0 or 1")
    xs, ys = _rows_now(bench)
    return _with_rows(bench, [*xs, x], [*ys, label])


def _no_row(bench: Bench) -> Done:
    """Without the last row."""
    xs, ys = _rows_now(bench)
    if len(xs) < _FEWEST + 1:
        raise PlayError(f"{_FEWEST} rows at least")
    return _with_rows(bench, xs[:-1], ys[:-1])


_FEWEST = 2


def _rows_now(bench: Bench) -> tuple[list[list[float]], list[float]]:
    x, y = rows(_lab(bench), bench.settings).arrays
    return x.tolist(), y[:, 0].tolist()


def _with_rows(bench: Bench, x: list[list[float]], y: list[float]) -> Done:
    """The bench with rows of one's own, and all else as it was."""
    there, lab = go_on(bench), _lab(bench)
    if lab.x and lab.data_at(bench.settings) != OWN:
        raise PlayError(f"there are {len(lab.x)} rows of your own already: data = {OWN} shows them")
    shape = lab.sizes(there.settings)[1:-1]
    rows_ = {"x": tuple(map(tuple, x)), "y": tuple(y)}
    try:
        after = PlayLab(
            data=OWN, **rows_, hidden=shape, init=lab.init, steps=lab.steps, rows=lab.rows, low=lab.low, high=lab.high
        )
    except ValidationError as error:
        raise PlayError(first_error(error)) from None
    settings = {
        **_carried(lab, after, own(there.settings)),
        "data": after.knob_named("data").typed(OWN),
        "noise": Fraction(0),
    }
    for name, run in others(there.settings).items():
        if lab.data_at(run) != OWN:  # a run on other rows of one's own would now be trained on these
            settings |= under(name, _carried(lab, after, run))
    bench = replace(there, lab=after, settings=after.with_loss_that_fits(settings), past=(), future=())
    return Done(bench, f"{len(x)} rows of your own; norow takes the last one away.")


def _carried(before: PlayLab, after: PlayLab, run: Settings) -> Settings:
    """The settings of a run in another lab: its start number by number, and its names where they stand there."""
    numbers = by_name(before.names(run), start(before, run))
    return {**run, **numbers, "init": after.knob_named("init").typed(after.init)}


def _new_start(bench: Bench) -> Done:
    seed = (bench.settings["seed"] + 1) % 1000
    return Done(turn(bench, "seed", seed), f"A start with seed {show(seed)}.")


def _save(bench: Bench, path: Path) -> Done:
    if path.suffix != ".toml":
        path = path.with_name(f"{path.name}.toml")
    if path.exists() and not is_playground(path):
        raise FileError(f"{path}: exists and is not a playground; use another name")
    save(bench, path)
    return Done(bench, f"saved as {path}; relu-tutor play {_quoted(path)} opens it", path)


def _open(bench: Bench, path: Path) -> Done:
    if is_table(path):
        return Done(*from_rows(path, bench.store), another=True)
    there, said = opened(path, bench.store)
    return Done(there, said or f"opened {path}", path, another=True)


def _take_along(bench: Bench, kind: str, path: Path) -> Done:
    if path.suffix != ".py":
        path = path.with_name(f"{path.name}.py")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(as_program(bench, kind))
    except FileExistsError:
        raise FileError(f"{path}: exists already; use another name") from None
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror or error}") from None
    return Done(bench, f"written to {path}: python {_quoted(path)} trains it there")


def _path(word: str, rest: str) -> Path:
    if not rest.strip():
        raise PlayError(f"{word} what? Type {word} and the name of a file")
    try:
        path = Path(rest.strip()).expanduser()
    except RuntimeError as error:
        raise PlayError(f"{word}: {error}") from None
    if not path.name or "\0" in rest or path.is_dir():
        raise PlayError(f"{word}: {rest.strip()} is not a file name")
    return path


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def _lab(bench: Bench) -> PlayLab:
    assert isinstance(bench.lab, PlayLab)  # noqa: S101 -- for the type checker: no other lab gets here
    return bench.lab


_WITH_FILE: Mapping[str, Callable[[Bench, Path], Done]] = {"save": _save, "open": _open}
_ALONE: Mapping[str, Callable[[Bench], Done]] = {"branch": branch, "new": _new_start, "keep": _keep, "norow": _no_row}
_WITH_NAME: Mapping[str, Callable[[Bench, str], Done]] = {"to": _to, "drop": _drop}
HELP: Mapping[str, str] = {
    "b1 = 0.5": "set a knob, or any number of the network; a trained network goes on from there",
    "b2_1 = 0.5": "the same where there are several hidden layers: unit 1 of layer 2",
    "data = xor, units1 = 8": "what to learn, and the shape",
    "step = 200": "train to a step, or look back at one; run trains to the end",
    "branch": "go on from here: this network becomes the start, and what you turn changes the training from here",
    "keep": "keep this run under a letter, to compare; branch keeps the run that it leaves",
    "to A, drop A": "work on a kept run; forget it",
    "row 1 2, norow": "add a row, its label last; take the last row away",
    "new": "another start: the next seed",
    "save NAME, open NAME": "a file with everything; open also takes a CSV file with rows of your own",
    "numpy NAME, torch NAME, keras NAME": "the same training as a program",
}
"""What can be typed, and what it does."""
