"""A file of the playground: readable TOML with everything, read again bit for bit."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zlib import crc32

import numpy as np
from pydantic import ValidationError

from tutor.bench import Bench, set_up
from tutor.branch import by_name, gone_on, others
from tutor.files import FileError, brief, toml
from tutor.files.columns import inputs_and_label
from tutor.files.limits import NETWORK_TOML
from tutor.files.outside import read_text
from tutor.files.table import is_table, open_table
from tutor.lab import Knob, Settings
from tutor.labs.play import PlayLab
from tutor.labs.play.facts import PlayFacts
from tutor.labs.play.run import NAMES, rows, start
from tutor.labs.play.spec import GIVEN, MOST_LAYERS, MOST_UNITS, OUTPUTS, OWN, SAME, WHOLE, Numbers, exact
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.layout import Sizes, count, layers, pack, sizes_of
from tutor.net.network import Network
from tutor.rational import show
from tutor.store import Store

_HEAD = "# A playground of relu-tutor. To open it: relu-tutor play FILE"
_NOW = "now"
_CHOSEN = ("output", "loss", "optimizer")


def opened(path: Path, store: Store) -> tuple[Bench, str]:
    """The bench that a file holds, and what there is to say of it; empty where it stands just as it was left.

    Raises:
        FileError: for a file that is no playground, with the key that is wrong.
    """
    try:
        content = toml.loads(read_text(path, NETWORK_TOML.bytes), NETWORK_TOML.values)
        now = [Numbers.model_validate(each) for each in _tables(content.pop(_NOW, []))]
        runs = content.pop("kept", {})
        if not isinstance(runs, dict):
            raise FileError("kept: has to be tables, one for each run")
        lab = PlayLab.model_validate(content)
        bench = set_up(lab, store)
        settings = {**bench.settings, **_drawn_again(lab, bench.settings), **_read_kept(lab, runs)}
        return _as_it_was_left(replace(bench, settings=settings), now)
    except toml.TomlError as error:
        raise FileError(f"{path}: is not TOML: line {error.line}: {error}") from None
    except ValidationError as error:
        raise FileError(f"{path}: {first_error(error)}") from None
    except FileError as error:
        raise FileError(f"{path}: {error}") from None


def place(folder: Path | None, wanted: Path | None = None) -> Path | None:
    """Where the playground is kept from one time to the next; None without a folder for user data.

    A file that was asked for has a place of its own: to look at one does not replace the playground, nor what was made
    of a file of the same name in another folder.
    """
    if not folder:
        return None
    if not wanted or not wanted.name:
        return folder / "playground.toml"
    return folder / f"playground-{wanted.stem}-{crc32(str(wanted.absolute()).encode(errors='replace')):08x}.toml"


def begun(wanted: Path | None, kept: Path | None, store: Store) -> tuple[Bench, str]:
    """The bench to begin with: of a file that is wanted, else the one that was kept, else a fresh one; and what to say.

    Args:
        wanted: the file that was asked for; None or an empty path where there is none.
        kept: where the playground, or what is made of the wanted file, is kept.
        store: for the bench.

    Raises:
        FileError: for a file that is wanted and cannot be used. One that was kept and cannot be is passed over.
    """
    if wanted and wanted.name:
        bench, said = (from_rows if is_table(wanted) else opened)(wanted, store)
        return bench, "; ".join(filter(None, (said, _not_saved(wanted, kept))))
    if kept and kept.exists():
        try:
            return opened(kept, store)
        except FileError as problem:
            return set_up(PlayLab(), store), f"Your playground cannot be opened: {problem}{_set_aside(kept)}"
    return set_up(PlayLab(), store), ""


def _not_saved(wanted: Path, kept: Path | None) -> str:
    """What to say of a copy of the wanted file that was kept later than the file was saved; empty without one."""
    with suppress(OSError):
        if kept and kept.stat().st_mtime_ns > wanted.stat().st_mtime_ns and kept.read_bytes() != wanted.read_bytes():
            return f"later changes that were not saved are in {kept}"
    return ""


def _set_aside(kept: Path) -> str:
    """Give a file that cannot be read another name, so that it is not written over; what to say of it."""
    aside = kept.with_name(f"{kept.stem}-unreadable{kept.suffix}")
    with suppress(OSError):
        kept.replace(aside)
        return f"; it is now {aside.name}"
    return ""


def from_rows(path: Path, store: Store) -> tuple[Bench, str]:
    """A bench with the rows of a table, one input or two and a label, and which columns were read as what.

    Raises:
        FileError: for a file that is no such table.
    """
    table = open_table(path, inputs_and_label)
    rows = table.numbers()
    try:
        lab = PlayLab.model_validate(
            {"data": OWN, "x": rows[:, :-1].tolist(), "y": rows[:, -1].tolist(), "hidden": [8]}
        )
    except ValidationError as error:
        raise FileError(f"{path}: {first_error(error)}") from None
    return set_up(lab, store), "; ".join(table.notes)


Rows = tuple[Array, Array | None]
"""Inputs, and labels if there are any."""


def with_network(
    network: Network, rows: Rows | None, store: Store, how: Mapping[str, Any] = MappingProxyType({})
) -> Bench:
    """A bench with a network of one's own as its start.

    Args:
        network: in floats, with one or two inputs and one output, without the activation of its output.
        rows: the inputs, shape (rows, inputs), and their labels, shape (rows,). Where there are no labels they are what
            the network says: for one input f(x), for two the class. Evenly spaced rows unless given.
        store: for the bench.
        how: the output's activation, the optimizer, and the like, by the names of a file of the playground.

    Raises:
        ValueError: for a network or rows that the playground does not take, with what it does.
    """
    sizes = sizes_of(network)
    if sizes[0] > 2 or not 1 <= len(sizes) - 2 <= MOST_LAYERS or max(sizes[1:-1]) > MOST_UNITS:
        most = f"one or two inputs, and up to {MOST_LAYERS} hidden layers of up to {MOST_UNITS} units"
        raise ValueError(f"the playground takes {most}, and this network is {'-'.join(map(str, sizes))}")
    output = how.get("output", "identity")
    for activation in network.activations:
        if activation.slopes != ACTIVATIONS[activation.name].slopes:
            raise ValueError(f"the playground has no leak but 1/100, and this network has {activation.formula}")
    if output not in OUTPUTS:
        raise ValueError(f"the playground has no {output} output; it has {', '.join(OUTPUTS)}")
    x, y = rows or (_evenly(sizes[0]), None)
    if len(x) > _MOST_ROWS:
        raise ValueError(f"the playground takes {_MOST_ROWS:,} rows, and there are {len(x):,}")
    if y is None:
        z = network(x.astype(float))[:, 0]
        middle = 0.5 if output == "relu" else 0.0  # from there on f is nearer to 1 than to 0
        y = ACTIVATIONS[output].function(z) if sizes[0] == 1 else z > middle
    stated = {
        "data": OWN,
        "x": x.astype(float).tolist(),
        "y": y.astype(float).tolist(),
        "hidden": sizes[1:-1],
        "activation": [each.name for each in network.activations],
        "layer": [
            {"W": weight.tolist(), "b": bias.tolist()}
            for weight, bias in zip(network.weights, network.biases, strict=True)
        ],
    }
    if sizes[0] == 1:
        stated["loss"] = "mse"
    try:
        return set_up(PlayLab.model_validate(stated | {**how}), store)
    except ValidationError as error:
        raise ValueError(first_error(error)) from None


def _evenly(inputs: int) -> Array:
    """Rows from −4 to 4 along each input."""
    axes = np.meshgrid(*[np.linspace(-_REACH, _REACH, _ACROSS[inputs])] * inputs)
    return np.stack(axes, axis=-1).reshape(-1, inputs)


_REACH, _ACROSS, _MOST_ROWS = 4.0, {1: 33, 2: 13}, 500
"""Rows that are made: from −4 to 4, so many along each input. And how many are taken."""


def written(bench: Bench) -> str:
    """The bench as the text of a file: all settings, the start, and the network of now, with all digits."""
    lab, settings = bench.lab, bench.settings
    assert isinstance(lab, PlayLab)  # noqa: S101 -- for the type checker: the playground has no other
    facts, sizes = PlayFacts(lab, settings, bench.store), lab.sizes(settings)
    of = rows(lab, settings)
    chosen, *further = lab.activations_chosen(settings)
    keys: dict[str, Any] = {
        "data": of.data,
        **({"x": lab.x, "y": lab.y} if lab.x else {}),
        "rows": lab.rows,
        "noise": settings["noise"],
        "low": lab.low,
        "high": lab.high,
        "hidden": sizes[1:-1],
        "activation": chosen if {*further} <= {SAME} else [chosen, *further],
        **{name: lab.chosen(settings, name) for name in _CHOSEN},
        "init": lab.init if lab.chosen(settings, "init") == GIVEN else lab.chosen(settings, "init"),
        "seed": int(settings["seed"]),
        "rate": settings["rate"],
        "batch": int(settings["batch"]),
        "decay": settings["decay"],
        "steps": lab.steps,
        "step": int(settings["step"]),
        "taken": facts.taken,
    }
    lines = [_HEAD, *(f"{name} = {_value(value)}" for name, value in keys.items())]
    lines += [line for name, run in others(settings).items() for line in _kept(name, run, lab)]
    lines += ["", "# The start, layer by layer", *_layers("layer", start(lab, settings), sizes)]
    lines += ["", f"# The network at step {facts.step}", *_layers(_NOW, pack(facts.network).tolist(), sizes)]
    return "\n".join(lines) + "\n"


def is_playground(path: Path) -> bool:
    """Whether a file was written by the playground, by its first line."""
    try:
        return read_text(path, NETWORK_TOML.bytes).startswith(_HEAD)
    except FileError:
        return False


def save(bench: Bench, path: Path) -> None:
    """Write the bench to a file; a file that is there keeps what it holds until the new one is whole.

    Raises:
        FileError: if it cannot be written.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(written(bench), encoding="utf-8")
        new.replace(path)
    except OSError as error:
        with suppress(OSError):
            new.unlink()
        raise FileError(f"{path}: cannot be written: {error.strerror or error}") from None


def keep(bench: Bench, path: Path) -> str:
    """Save the bench where it is kept for the next time. Returns what to say if it cannot be, else an empty text."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(bench, path)
    except (FileError, OSError) as problem:
        return f"The playground is not kept: {problem}"
    return ""


def _drawn_again(lab: PlayLab, settings: Settings) -> Settings:
    """The setting of `init` by which the seed draws the very start that the file lists, if it does."""
    drawn = {"init": lab.knob_named("init").typed(lab.init)}
    return drawn if lab.layer and not lab.taken and start(lab, {**settings, **drawn}) == lab.listed else {}


def _as_it_was_left(bench: Bench, now: Sequence[Numbers]) -> tuple[Bench, str]:
    """The bench, trained to its step again; where other numbers come of it, the network that was kept is the start."""
    lab, settings = bench.lab, bench.settings
    assert isinstance(lab, PlayLab)  # noqa: S101
    kept = [number for layer in now for row, bias in zip(layer.W, layer.b, strict=True) for number in (*row, bias)]
    if not kept:
        return bench, ""
    if len(kept) != count(lab.sizes(settings)):
        raise FileError(f"{_NOW}: has {len(kept)} numbers for a network of {count(lab.sizes(settings))}")
    facts = PlayFacts(lab, settings, bench.store)
    if pack(facts.network).tolist() == kept:
        return bench, ""
    there = replace(bench, settings=gone_on(lab, settings, by_name(lab.names(settings), kept)))
    return there, "Training it again here gives other numbers; it goes on from those in the file."


def _tables(value: object) -> Iterable[object]:
    if not isinstance(value, list):
        raise FileError(f"{_NOW}: has to be a list of layers")
    return value


def _kept(name: str, run: Settings, lab: PlayLab) -> Iterable[str]:
    """A run that is kept: its settings, and the numbers of its start if it has any of its own."""
    knobs = {knob.name: knob for knob in lab.all_knobs}
    if lab.chosen(run, "init") == GIVEN:  # what the file lists is the start of now, which may be another one
        run = {**run, **by_name(lab.names(run), start(lab, run))}
    yield ""
    yield f"[kept.{name}]"
    for key, value in run.items():
        knob = knobs.get(key)
        shown = float(value) if knob is None else knob.shown(value) if knob.names else value
        yield f"{key} = {_value(shown)}"


def _read_kept(lab: PlayLab, tables: Mapping[str, Any]) -> Settings:
    """The settings of the runs that a file keeps, each as the numbers of its knobs and of its start."""
    knobs, found = {knob.name: knob for knob in lab.all_knobs}, {}
    for name, run in tables.items():
        if name not in NAMES or not isinstance(run, dict):
            raise FileError(f"kept: a run is a table with one of the names {', '.join(NAMES)}")
        for key, value in run.items():
            try:
                found[f"{name}/{key}"] = _read_setting(knobs.get(key), value)
            except ValueError as problem:
                raise FileError(f"kept.{name}.{key}: {problem}") from None
        if missing := [key for key in knobs if f"{name}/{key}" not in found]:
            raise FileError(f"kept.{name}: has no {missing[0]}")
        of = others(found)[name]
        allowed = [{*lab.names(of)}, *([set()] if _has_start(lab, of) else [])]
        if run.keys() - knobs.keys() not in allowed:
            raise FileError(f"kept.{name}: its numbers are not those of its shape")
    return found


def _has_start(lab: PlayLab, run: Settings) -> bool:
    """Whether a run that is kept has a start without numbers of its own: one that is drawn, or that of the file."""
    return lab.chosen(run, "init") != GIVEN or count(lab.sizes(run)) == len(lab.listed)


def _read_setting(knob: Knob | None, value: Any) -> Fraction:
    """The setting of a run that is kept: of a knob, or a number of its start.

    Raises:
        ValueError: for what the knob cannot have, or what is no number.
    """
    if knob is not None and knob.names:
        return knob.typed(str(value))
    number = exact(value, most=_MOST)
    if knob is None:
        return Fraction(float(number))
    if not knob.low <= number <= knob.high or (knob.name in WHOLE and number.denominator != 1):
        raise ValueError(f"{brief(value)} is not from {show(knob.low)} to {show(knob.high)}")
    return number


_MOST = 10**12


def _layers(name: str, numbers: Sequence[float], sizes: Sizes) -> Iterable[str]:
    for layer in layers(np.array(numbers), sizes):
        yield f"[[{name}]]"
        yield f"W = {_value(layer[:, :-1].tolist())}"
        yield f"b = {_value(layer[:, -1].tolist())}"


def _value(value: Any) -> str:
    """A value in TOML; floats with all their digits."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Fraction):
        exactly = f"{float(value)!r}"
        return exactly if Fraction(exactly) == value else f'"{value}"'
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)


def first_error(error: ValidationError) -> str:
    """The first thing that is wrong with a file, with its key."""
    found: Mapping[str, Any] = error.errors()[0]
    where = ".".join(map(str, found["loc"]))
    message = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        message = "is not known here"
    return f"{where}: {message}" if where else message
