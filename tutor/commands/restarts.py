"""relu-tutor restarts: train a network from many starts; count the successes, and where the others stop."""

import argparse
import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from tutor.commands import Say
from tutor.commands.arguments import (
    Parser,
    UsageError,
    not_negative,
    number,
    positive,
    positive_whole,
    real,
    whole,
)
from tutor.commands.restarts_plan import COMPARED, Plan, hidden_units, plans
from tutor.commands.restarts_report import CSV_COLUMNS, Trained, as_json, as_rows, as_text, compared
from tutor.commands.restarts_training import Interrupt, train
from tutor.files.columns import inputs_and_label
from tutor.files.table import Table, is_table, open_table
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.dataset import TARGETS, sampled
from tutor.net.initial import INITIALISATIONS
from tutor.net.loss import LOSSES
from tutor.net.optimizer import OPTIMIZERS
from tutor.net.restarts.outcome import outcome
from tutor.net.restarts.run import Restarts

_LARGEST = 1e100
_MOST_SAMPLES = 10**6
_INTERRUPTED = 130


def run(arguments: Sequence[str], say: Say) -> int:
    """Train the networks that the arguments ask for and print what became of them; returns the exit status.

    Ctrl+C stops the training but not the program: it prints what there is, and returns 130.

    Raises:
        UsageError: for a command line that makes no sense.
        FileError: for a file that cannot be read.
    """
    asked = _parser().read(arguments)
    table = _table(asked)
    x, y = _data(asked, table)
    if max(abs(x).max(), abs(y).max()) > _LARGEST:
        raise UsageError(f"{asked.target}: holds numbers above {_LARGEST:g}, too large to square and add up")
    planned = plans(asked, x, y)
    trained: list[Trained] = []
    with _csv(asked) as write, Interrupt() as interrupt:
        for each in planned:
            trained.append(_trained(each, x, y, table, interrupt))
            write(trained[-1])
            if interrupt.wanted:
                break
    if asked.json:
        studies = [as_json(each) for each in trained]
        say(json.dumps({"compare": asked.compare[0], "studies": studies} if asked.compare else studies[0]))
    else:
        for line in compared(trained, [each.value for each in planned]) if asked.compare else as_text(trained[0]):
            say(line)
    done = len(trained) == len(planned) and trained[-1].step == trained[-1].plan.study.steps
    return 0 if done else _INTERRUPTED


def _trained(plan: Plan, x: Array, y: Array, table: Table | None, interrupt: Interrupt) -> Trained:
    restarts = Restarts(plan.study, x, y)
    at_start = restarts.losses
    train(restarts, interrupt)
    return Trained(plan, len(x), table, restarts.step, outcome(restarts), at_start)


def _parser() -> Parser:
    parser = Parser(
        "relu-tutor restarts", "Train one shape of network from many starts, and count the outcomes.", _tables()
    )
    parser.add_argument("--hidden", type=hidden_units, metavar="N", help="units: 3, or 8,8, or 2x10 (ten layers)")
    parser.add_argument(
        "--target", default="abs(x+1)", help=f"{', '.join(TARGETS)}; or a table such as rows.csv, with a label"
    )
    parser.add_argument(
        "--columns", default="", metavar="LIST", help="of the table: the inputs, and the label last: x1,x2,y or 2-5,1"
    )
    parser.add_argument("--activation", choices=ACTIVATIONS, metavar="NAME", help=", ".join(ACTIVATIONS))
    parser.add_argument("--leak", type=_leak, metavar="A", help="slope of leaky_relu below 0; 1/100 unless given")
    parser.add_argument(
        "--output-activation", choices=ACTIVATIONS, metavar="NAME", help="of the output; identity unless given"
    )
    parser.add_argument("--no-bias", action="store_false", dest="bias", help="no biases: all of them are 0 and stay 0")
    parser.add_argument("--init", choices=INITIALISATIONS, metavar="NAME", help=", ".join(INITIALISATIONS))
    parser.add_argument("--start", type=Path, metavar="NET", help="start at this network, any file that inspect reads")
    parser.add_argument(
        "--noise", type=not_negative, metavar="S", help="with --start: standard deviation of the noise; 0 unless given"
    )
    parser.add_argument(
        "--loss", choices=LOSSES, default="mse", metavar="NAME", help="mse, or bce: cross entropy of a sigmoid output"
    )
    parser.add_argument("--optimizer", choices=OPTIMIZERS, metavar="NAME", help=", ".join(OPTIMIZERS))
    parser.add_argument("--lr", type=positive, default=0.02, metavar="RATE", help="learning rate; 0.02 unless given")
    parser.add_argument(
        "--lr-at",
        nargs=2,
        action=_RateAt,
        default=[],
        metavar=("STEP", "RATE"),
        help="another learning rate after this step; may be repeated",
    )
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
        "--fit", type=positive, default=0.01, metavar="LOSS", help="a loss below this is a fit; 0.01 unless given"
    )
    parser.add_argument("--runs", type=positive_whole, default=1000, help="how many networks; 1000 unless given")
    parser.add_argument("--seed", type=whole, default=0, help="0 unless given; the same seed gives the same result")
    parser.add_argument(
        "--compare",
        nargs="+",
        metavar=("NAME", "VALUE"),
        help=f"a table of several values of {', '.join(COMPARED)}: --compare activation, --compare hidden 2 4 8,8",
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a row for each network to this file")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    return parser


class _RateAt(argparse.Action):
    """Collects pairs of a step and a learning rate."""

    def __call__(self, _parser: object, asked: argparse.Namespace, values: Any, _option: str | None = None) -> None:
        """Add a pair.

        Raises:
            ArgumentError: for anything but a step and a rate.
        """
        step, rate = values
        try:
            pair = positive_whole(step), positive(rate)
        except argparse.ArgumentTypeError as error:
            raise argparse.ArgumentError(self, str(error)) from None
        setattr(asked, self.dest, [*getattr(asked, self.dest), pair])


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


def _leak(text: str) -> Fraction:
    leak = number(text)
    if not 0 < leak < 1:
        raise argparse.ArgumentTypeError(f"{text.strip()} is not between 0 and 1")
    return leak


def _table(asked: argparse.Namespace) -> Table | None:
    """The table that is the target, if it is one."""
    if not is_table(Path(asked.target)):
        if asked.columns:
            raise UsageError(f"--columns needs a table, and {asked.target} is not one")
        return None
    return open_table(Path(asked.target), partial(inputs_and_label, asked=asked.columns))


def _data(asked: argparse.Namespace, table: Table | None) -> tuple[Array, Array]:
    if table is not None:
        rows = table.numbers()
        return rows[:, :-1], rows[:, -1:]
    target = TARGETS.get(asked.target.replace(" ", ""))
    if target is None:
        raise UsageError(f"the target “{asked.target}” is not one of {', '.join(TARGETS)}, nor a table like rows.csv")
    if asked.low >= asked.high:
        raise UsageError(f"--low {asked.low:g} --high {asked.high:g}: low has to be smaller")
    if not 2 <= asked.samples <= _MOST_SAMPLES:
        raise UsageError(f"--samples {asked.samples}: from 2 to {_MOST_SAMPLES:,}")
    return sampled(target, asked.low, asked.high, asked.samples)


@contextmanager
def _csv(asked: argparse.Namespace) -> Iterator[Callable[[Trained], None]]:
    """While it is open, a function that writes a row for each network of a study."""
    if asked.csv is None:
        yield lambda _: None
        return
    for read in (asked.target, asked.start):
        if read is not None and Path(read).exists() and asked.csv.exists() and asked.csv.samefile(read):
            raise UsageError(f"--csv {asked.csv}: this file is read, and would be lost")
    try:
        file = asked.csv.open("w", newline="", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--csv {asked.csv}: cannot be written: {error.strerror or error}") from None
    with file:
        writer = csv.writer(file)
        writer.writerow([*(asked.compare or ())[:1], *CSV_COLUMNS])
        yield lambda trained: writer.writerows(as_rows(trained))
