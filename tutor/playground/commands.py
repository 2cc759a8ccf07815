"""What can be typed in the playground, on the screen after a colon and in the line-based front end alike."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tutor.bench import Bench, turn
from tutor.files import FileError
from tutor.labs.play import PlayLab
from tutor.nearest import did_you_mean
from tutor.playground.file import from_rows, opened, save
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
    """

    bench: Bench
    said: str
    path: Path | None = None


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
    if word in _ALONE and not rest:
        return _ALONE[word](bench)
    return None


def go_on(bench: Bench) -> Done:
    """The network of now becomes the start; undo leads back."""
    settings = _lab(bench).go_on(bench.settings, bench.store)
    if settings == bench.settings:
        raise PlayError("it is at its start, or it has diverged: there is nothing to go on from")
    after = replace(bench, settings=settings, past=(*bench.past, bench.settings), future=())
    return Done(after, "It goes on from here: turn what you like, and let it run.")


def set_number(bench: Bench, name: str, value: str) -> Done:
    """A knob, or a parameter of the network of now, set to a number.

    Raises:
        PlayError: for a name that there is not, or what is no number.
    """
    lab = _lab(bench)
    if (knob := bench.knob(name)) is not None:
        try:
            return Done(turn(bench, name, knob.typed(value)), "")
        except ValueError as problem:
            raise PlayError(str(problem)) from None
    names = lab.names(bench.settings)
    if name not in names:
        raise PlayError(f"there is no {name} here{did_you_mean(name, names)}")
    try:
        number = parse(value)
    except NumberError as problem:
        raise PlayError(f"{name}: {problem}") from None
    there = go_on(bench).bench if bench.clock and bench.settings[bench.clock.name] else bench
    settings = lab.turn(there.settings, name, number)
    after = replace(there, settings=settings, past=(*bench.past, bench.settings), future=())
    return Done(after, f"{name} = {show(number)}{', and it goes on from here' if there is not bench else ''}.")


def _new_start(bench: Bench) -> Done:
    seed = (bench.settings["seed"] + 1) % 1000
    return Done(turn(bench, "seed", seed), f"A start with seed {show(seed)}.")


def _save(bench: Bench, path: Path) -> Done:
    if path.suffix != ".toml":
        path = path.with_name(f"{path.name}.toml")
    save(bench, path)
    return Done(bench, f"saved as {path}; relu-tutor play {path} opens it", path)


def _open(bench: Bench, path: Path) -> Done:
    if path.suffix.lower() == ".csv":
        return Done(from_rows(path, bench.store), f"the rows of {path}")
    there, said = opened(path, bench.store)
    return Done(there, said or f"{path} as it was saved", path)


def _take_along(bench: Bench, kind: str, path: Path) -> Done:
    if path.suffix != ".py":
        path = path.with_name(f"{path.name}.py")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(as_program(bench, kind))
    except FileExistsError:
        raise FileError(f"{path}: is there already; take another name") from None
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror or error}") from None
    return Done(bench, f"written to {path}: python {path} trains it there")


def _path(word: str, rest: str) -> Path:
    if not rest.strip():
        raise PlayError(f"{word} what? Type {word} and the name of a file")
    return Path(rest.strip()).expanduser()


def _lab(bench: Bench) -> PlayLab:
    assert isinstance(bench.lab, PlayLab)  # noqa: S101 -- for the type checker: no other lab gets here
    return bench.lab


_WITH_FILE: Mapping[str, Callable[[Bench, Path], Done]] = {"save": _save, "open": _open}
_ALONE: Mapping[str, Callable[[Bench], Done]] = {"branch": go_on, "new": _new_start}
HELP: Mapping[str, str] = {
    "b1 = 0.5": "set a knob, or any number of the network; where it has been trained, it goes on from there",
    "data = xor, units1 = 8": "what is learnt, and the shape",
    "step = 200": "train to a step, or look back at one; run trains to the end",
    "branch": "go on from here: the network of now becomes the start, and what you turn changes the training from here",
    "new": "another start: the next seed",
    "save NAME, open NAME": "a file with everything; open also takes a CSV file with rows of your own",
    "numpy NAME, torch NAME, keras NAME": "the same training as a program",
}
"""What can be typed, and what it does."""
