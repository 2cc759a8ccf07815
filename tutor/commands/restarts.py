"""relu-tutor restarts: train a network from many starts; count the successes, and where the others stop."""

import argparse
import json
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from tutor.commands import Say
from tutor.commands.arguments import Parser, UsageError, not_negative, positive, positive_whole, real, whole
from tutor.files.columns import inputs_and_label
from tutor.files.table import SUFFIXES, Table, open_table
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.dataset import TARGETS, sampled
from tutor.net.initial import INITIALISATIONS
from tutor.net.layout import count
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.restarts.outcome import BORN_DEAD, WORDS, Outcome, chance_of_success, outcome
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.study import Study
from tutor.pace import run_slice
from tutor.rational import percent

_MOST_PARAMETERS = 50_000_000
"""Of all networks together. More do not fit into the memory of an ordinary machine."""
_LARGEST = 1e100
_MOST_LAYERS, _MOST_STEPS, _MOST_SAMPLES = 100, 10**8, 10**6
_BAR, _COLUMN, _PLATEAUS = 30, 40, 12
"""Characters of the progress bar; characters of the longest bar of the histogram; lines of the histogram."""
_INTERRUPTED = 130
_MOST_AT_ONCE = 1000
"""Steps between two looks at the clock, where they take next to no time."""


def run(arguments: Sequence[str], say: Say) -> int:
    """Train the networks that the arguments ask for and print what became of them; returns the exit status.

    Ctrl+C stops the training but not the program: it prints what there is, and returns 130.

    Raises:
        UsageError: for a command line that makes no sense.
        FileError: for a table that cannot be read.
    """
    asked = _parser().read(arguments)
    table = _table(asked)
    x, y = _data(asked, table)
    if max(abs(x).max(), abs(y).max()) > _LARGEST:
        raise UsageError(f"{asked.target}: holds numbers above {_LARGEST:g}, too large to square and add up")
    restarts = Restarts(_study(asked, x, y), x, y)
    with _Interrupt() as interrupt:
        _train(restarts, interrupt)
    found = outcome(restarts)
    said = asked, restarts, found, table
    lines = [json.dumps(as_json(*said))] if asked.json else as_text(*said)
    for line in lines:
        say(line)
    return 0 if restarts.done else _INTERRUPTED


def _parser() -> Parser:
    parser = Parser(
        "relu-tutor restarts", "Train one shape of network from many starts, and count what becomes of them.", _tables()
    )
    parser.add_argument(
        "--hidden", type=_hidden, default=(3,), metavar="N", help="units: 3, or 8,8, or 2x10 (ten layers)"
    )
    parser.add_argument(
        "--target", default="abs(x+1)", help=f"{', '.join(TARGETS)}; or a table such as rows.csv, with a label"
    )
    parser.add_argument(
        "--columns", default="", metavar="LIST", help="of the table: the inputs, and the label last: x1,x2,y or 2-5,1"
    )
    parser.add_argument(
        "--activation", choices=ACTIVATIONS, default="relu", metavar="NAME", help=", ".join(ACTIVATIONS)
    )
    parser.add_argument(
        "--init", choices=INITIALISATIONS, default="uniform", metavar="NAME", help=", ".join(INITIALISATIONS)
    )
    parser.add_argument("--optimizer", choices=OPTIMIZERS, default="gd", metavar="NAME", help=", ".join(OPTIMIZERS))
    parser.add_argument("--lr", type=positive, default=0.02, metavar="RATE", help="learning rate; 0.02 unless given")
    parser.add_argument("--decay", type=not_negative, default=0.0, metavar="RATE", help="weight decay; 0 unless given")
    parser.add_argument(
        "--batch", type=positive_whole, metavar="ROWS", help="rows in a mini-batch; all rows unless given"
    )
    parser.add_argument("--steps", type=positive_whole, default=10_000, help="10000 unless given")
    parser.add_argument("--low", type=real, default=-4.0, help="the smallest x; -4 unless given")
    parser.add_argument("--high", type=real, default=4.0, help="the largest x; 4 unless given")
    parser.add_argument(
        "--samples", type=positive_whole, default=9, help="evenly spaced x from low to high; 9 unless given"
    )
    parser.add_argument(
        "--fit", type=positive, default=0.01, metavar="LOSS", help="a smaller loss is a fit; 0.01 unless given"
    )
    parser.add_argument("--runs", type=positive_whole, default=1000, help="how many networks; 1000 unless given")
    parser.add_argument("--seed", type=whole, default=0, help="0 unless given; the same seed gives the same result")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    return parser


def _tables() -> str:
    """The names that the options take, with their meanings, as text."""
    tables = {
        "--target": {row.name: row.note for row in TARGETS.values()},
        "--activation": {row.name: row.formula for row in ACTIVATIONS.values()},
        "--init": {row.name: row.formula for row in INITIALISATIONS.values()},
    }
    return "\n\n".join(
        f"{option}:\n" + "\n".join(f"  {name:11} {meaning}" for name, meaning in rows.items())
        for option, rows in tables.items()
    )


def _hidden(text: str) -> tuple[int, ...]:
    """The units of each hidden layer, from `3`, `8,8` or `2x10`."""
    repeated = re.fullmatch(r"(\d+)[x×](\d+)", text.strip())
    units = (positive_whole(repeated[1]),) * min(positive_whole(repeated[2]), _MOST_LAYERS + 1) if repeated else ()
    found = units or tuple(map(positive_whole, text.split(",")))
    if len(found) > _MOST_LAYERS:
        raise argparse.ArgumentTypeError(f"{_MOST_LAYERS} layers are the most")
    return found


def _table(asked: argparse.Namespace) -> Table | None:
    """The table that is the target, if it is one."""
    if not asked.target.lower().endswith(SUFFIXES):
        if asked.columns:
            raise UsageError(f"--columns is for a table, and {asked.target} is none")
        return None
    return open_table(Path(asked.target), partial(inputs_and_label, asked=asked.columns))


def _data(asked: argparse.Namespace, table: Table | None) -> tuple[Array, Array]:
    if table is not None:
        rows = table.numbers()
        return rows[:, :-1], rows[:, -1:]
    target = TARGETS.get(asked.target.replace(" ", ""))
    if target is None:
        raise UsageError(f"the target “{asked.target}” is none of {', '.join(TARGETS)}, and no table such as rows.csv")
    if asked.low >= asked.high:
        raise UsageError(f"--low {asked.low:g} --high {asked.high:g}: low has to be smaller")
    if not 2 <= asked.samples <= _MOST_SAMPLES:
        raise UsageError(f"--samples {asked.samples}: from 2 to {_MOST_SAMPLES:,}")
    return sampled(target, asked.low, asked.high, asked.samples)


def _study(asked: argparse.Namespace, x: Array, y: Array) -> Study:
    sizes = (x.shape[1], *asked.hidden, y.shape[1])
    if count(sizes) * asked.runs > _MOST_PARAMETERS:
        raise UsageError(f"{asked.runs:,} networks of {count(sizes):,} parameters are too many at once")
    if asked.steps > _MOST_STEPS:
        raise UsageError(f"--steps {asked.steps}: {_MOST_STEPS:,} are the most")
    return Study(
        sizes,
        asked.init,
        ACTIVATIONS[asked.activation],
        optimizer=Optimizer(asked.optimizer, asked.lr, asked.decay),
        batch=asked.batch,
        steps=asked.steps,
        runs=asked.runs,
        seed=asked.seed,
        fit_below=asked.fit,
    )


class _Interrupt:
    """While it is open, Ctrl+C only sets `wanted`, so that every network finishes the step under way."""

    wanted = False

    def __enter__(self) -> "_Interrupt":
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.wanted = True


def _train(restarts: Restarts, interrupt: _Interrupt) -> None:
    """Advance in slices of about a tenth of a second, with a bar on a terminal."""
    bar = _Bar(restarts.study.steps)
    while not restarts.done and not interrupt.wanted:
        run_slice(restarts.advance, restarts.study.steps - restarts.step, 0.1, most_at_once=_MOST_AT_ONCE)
        bar.show(restarts.step)
    bar.clear()


@dataclass(frozen=True)
class _Bar:
    """A progress bar on standard error, so that the result can be piped; nothing if that is no terminal."""

    steps: int

    def show(self, step: int) -> None:
        full = step * _BAR // self.steps
        self._write(f"\r{'█' * full}{'░' * (_BAR - full)} step {step:,} of {self.steps:,}; Ctrl+C stops ")

    def clear(self) -> None:
        self._write("\r\x1b[K")

    @staticmethod
    def _write(text: str) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            print(text, end="", file=sys.stderr, flush=True)


def as_json(asked: argparse.Namespace, restarts: Restarts, found: Outcome, table: Table | None) -> dict[str, Any]:
    """The result as a JSON object."""
    names = (
        "hidden",
        "target",
        "activation",
        "init",
        "optimizer",
        "lr",
        "decay",
        "batch",
        "steps",
        "low",
        "high",
        "samples",
        "fit",
    )
    settings = {name: getattr(asked, name) for name in names}
    if table:
        settings |= {"low": None, "high": None, "samples": len(restarts.x)}
    return {
        "runs": restarts.study.runs,
        "seed": restarts.study.seed,
        "settings": settings,
        "data": {"inputs": table.names[:-1], "label": table.names[-1], "notes": table.notes} if table else None,
        "steps_done": restarts.step,
        "success_rate": found.success_rate,
        "interval": found.interval,
        "outcomes": found.counts,
        "losses": found.plateaus,
        "born_dead": found.born_dead,
    }


def as_text(asked: argparse.Namespace, restarts: Restarts, found: Outcome, table: Table | None) -> Iterator[str]:
    """The result as lines of text: success, a table of outcomes, a histogram of the final losses."""
    study = restarts.study
    shape = "-".join(map(str, study.sizes))
    batch = f"batches of {asked.batch}" if asked.batch else "full batch"
    yield f"{study.runs:,} networks {shape} of {asked.activation} units, {asked.init} start, seed {study.seed}"
    decay = f", weight decay {asked.decay:g}" if asked.decay else ""
    yield f"{asked.optimizer}, learning rate {asked.lr:g}{decay}, {batch}, {restarts.step:,} steps"
    yield f"on {_data_as_text(asked, restarts)}"
    for note in table.notes if table else ():
        yield f"  {note}"
    if not restarts.done:
        yield f"stopped: this is what they were after {restarts.step:,} of {study.steps:,} steps"
    yield ""
    low, high = found.interval
    fits = found.counts["fit"]
    yield f"{fits:,} of {study.runs:,} fit, with a loss below {asked.fit:g}: {percent(found.success_rate)}"
    yield f"  95 % interval of the success rate: {percent(low)} to {percent(high)}"
    chances = ", ".join(f"{k}: {percent(chance_of_success(found.success_rate, k))}" for k in (2, 3, 5))
    yield f"  chance that one of k starts fits: {chances}"
    yield ""
    for kind in WORDS:
        yield f"{WORDS[kind]:42} {found.counts[kind]:>7,}"
    yield f"{BORN_DEAD:42} {found.born_dead:>7,}"
    yield ""
    yield from _histogram(found)


def _histogram(found: Outcome) -> Iterator[str]:
    """The plateaus with the most networks, in the order of their losses."""
    plateaus = found.plateaus
    most = sorted(plateaus, key=lambda loss: plateaus[loss], reverse=True)[:_PLATEAUS]
    yield "final loss   networks"
    for loss in (loss for loss in plateaus if loss in most):
        bar = "█" * max(1, round(plateaus[loss] * _COLUMN / plateaus[most[0]]))
        yield f"{loss:>10} {plateaus[loss]:>10,}  {bar}"
    if rest := sum(networks for loss, networks in plateaus.items() if loss not in most):
        yield f"{'elsewhere':>10} {rest:>10,}"


def _data_as_text(asked: argparse.Namespace, restarts: Restarts) -> str:
    if asked.target.lower().endswith(SUFFIXES):
        return f"the {len(restarts.x):,} rows of {asked.target}"
    return f"{asked.target} at {asked.samples:,} points from {asked.low:g} to {asked.high:g}"
