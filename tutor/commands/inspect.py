"""relu-tutor inspect: the pieces, verdicts and dead units of a network, as text or JSON.

This module has the command line; `inspect_text`, `inspect_plot` and `inspect_json` say what was found.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from tutor import terminal
from tutor.commands import Say
from tutor.commands.arguments import Parser, UsageError, number, positive_whole, share
from tutor.commands.inspect_json import as_json, line_json, plane_json
from tutor.commands.inspect_plot import drawn, drawn_section
from tutor.commands.inspect_text import as_text, line_as_text, plane_as_text, units_as_text
from tutor.commands.reading import told_on_terminal
from tutor.commands.recipes import epilog
from tutor.files import FileError
from tutor.files.chain import OUTPUTS, Loaded
from tutor.files.columns import inputs_of
from tutor.files.network import load_network
from tutor.files.table import Table, open_table
from tutor.net.activation import ACTIVATIONS, Activation
from tutor.net.cause import why_dead
from tutor.net.inspection import Inspection, inspect
from tutor.net.layout import count, sizes_of
from tutor.net.network import Network, as_float
from tutor.net.section import through
from tutor.rational import Real, percent, show

_WHERE = "on the line", "in the plane"
_RANGE, _BOX = (Fraction(-4), Fraction(4)), (Fraction(-1), Fraction(1), Fraction(-1), Fraction(1))
_MOST_UNITS = 20_000
_MOST_EXACT = {1: 1000, 2: 400}
"""By number of inputs: the most parameters with which a hand-set network is analysed in fractions, in some seconds."""


def run(arguments: Sequence[str], say: Say) -> int:
    """Analyse the network that the arguments name and print what is found.

    Returns 0, or 1 if more of its units are dead than --fail-over allows.

    Raises:
        UsageError: for a command line that makes no sense, or a network that cannot be analysed.
        FileError: for a network or table that cannot be read.
    """
    asked = _parser().read(arguments)
    if asked.regions and not asked.json:
        raise UsageError("--regions lists polygons as JSON: it goes with --json")
    loaded = load_network(asked.network, asked.activation, asked.output_activation)
    network = _chosen(loaded.network, asked.output)
    output, notes = _output(loaded)
    if (outputs := sizes_of(loaded.network)[-1]) > 1:
        notes = (f"output {asked.output} of {outputs}, counted from 0", *notes)
    table = _table(asked, network, outputs=sizes_of(loaded.network)[-1])
    if asked.open:
        return _opened(asked, network, loaded.output, table, say)
    span = _span(asked, network)
    try:
        found = inspect(network, span, told_on_terminal(table.batches()) if table else (), output)
        line = _section(network, output, table, asked.line)
        plane = _section(network, output, table, asked.plane)
    except FileError:
        raise
    except ValueError as error:
        raise UsageError(f"{asked.network}: {error}") from None
    _say_all(asked, found, (line, plane), _How(loaded.output, notes, table), say)
    return _status(found, asked.fail_over)


_OF_REPORT = ("range", "box", "line", "plane", "units", "plot", "fail_over", "regions", "json")
"""What has nothing to say of a network that is opened in the playground."""


def _opened(asked: argparse.Namespace, network: Network, output: str, table: Table | None, say: Say) -> int:
    """The network in the playground, with the rows of its table, or with rows on which it is right; its exit status."""
    from tutor.commands.learn import full_screen  # noqa: PLC0415 -- brings Textual
    from tutor.lesson.cut import sources  # noqa: PLC0415
    from tutor.lesson.index import lessons_folder  # noqa: PLC0415
    from tutor.playground.file import with_network  # noqa: PLC0415
    from tutor.store import Store  # noqa: PLC0415
    from tutor.tui.beginning import Beginning  # noqa: PLC0415

    said = vars(asked)
    if beside := [name for name in _OF_REPORT if said[name] is not None and said[name] is not False]:
        raise UsageError(f"--open shows no report: leave out --{beside[0].replace('_', '-')}")
    if not terminal.has_screen():
        raise UsageError("--open needs a terminal")
    try:
        rows = (table.numbers(), None) if table else None
        bench = with_network(as_float(network), rows, Store(), {"output": output})
    except ValueError as error:
        raise UsageError(f"{asked.network}: {error}") from None
    begin = Beginning(play=Path(asked.network.stem), opened=(bench, ""))  # without the ending: it is saved elsewhere
    return full_screen(sources([lessons_folder()]), say, begin)


def _section(
    network: Network, output: Activation | None, table: Table | None, rows: Sequence[int] | None
) -> Inspection | None:
    """What is found on the line through two rows of the table, or in the plane through three, if it is asked for."""
    if rows is None:
        return None
    if table is None:
        raise UsageError("--line and --plane go through rows of the table that --data names")
    start, *ends = (table.row(number) for number in rows)
    unit = (Fraction(0), Fraction(1)) if network.is_exact else (0.0, 1.0)
    return inspect(through(network, start, *ends), unit * len(ends), (), output)


class _How(NamedTuple):
    """How the files were read: the activation behind the output, notes on the network, and the table."""

    output: str
    notes: Sequence[str]
    table: Table | None


_Sections = tuple[Inspection | None, Inspection | None]
"""On the line, and in the plane, through some rows."""


def _say_all(asked: argparse.Namespace, found: Inspection, sections: _Sections, how: _How, say: Say) -> None:
    causes, table, (line, plane) = why_dead(found), how.table, sections
    if asked.json:
        try:
            report = as_json(found, causes, table, polygons=asked.regions)
            report |= {"output_activation": how.output, "notes": how.notes}
            report["line"] = line_json(line, asked.line) if line else None
            report["plane"] = plane_json(plane, asked.plane, polygons=asked.regions) if plane else None
            say(json.dumps(report))
        except OverflowError:
            raise UsageError(
                f"{asked.network}: a fraction of the result is too large for the numbers of JSON"
            ) from None
        return
    parts: list[Iterable[str]] = [as_text(found, causes, asked.network.name, table, how.notes)]
    parts += [units_as_text(found)] * asked.units
    parts += [line_as_text(line, asked.line)] if line else []
    parts += [plane_as_text(plane, asked.plane)] if plane else []
    parts += [drawn(found, table)] * asked.plot
    parts += [drawn_section(each, where) for each, where in zip(sections, _WHERE, strict=True) if each and asked.plot]
    for text in chain.from_iterable(parts):
        say(text)


def _status(found: Inspection, most: Fraction | None) -> int:
    """0, or 1 if the share of dead units is above the most allowed, which is then told on standard error."""
    if most is None or found.dead_share <= most:
        return 0
    terminal.complain(f"{percent(found.dead_share)} of the units are dead, more than {percent(most)}")
    return 1


def _parser() -> Parser:
    parser = Parser(
        "relu-tutor inspect", "The pieces or regions of a network, whether it is linear, and its dead units.", epilog()
    )
    parser.add_argument("network", type=Path, metavar="NET", help=".toml, .npz, .safetensors, .onnx, .keras or .h5")
    parser.add_argument("--range", nargs=2, type=number, metavar=("LO", "HI"), help="for one input; -4 4 unless given")
    parser.add_argument(
        "--box", nargs=4, type=number, metavar=("X0", "X1", "Y0", "Y1"), help="for two inputs; -1 1 -1 1 unless given"
    )
    parser.add_argument("--data", type=Path, metavar="FILE.csv", help="rows of inputs; labels are left out")
    parser.add_argument(
        "--columns", default="", metavar="LIST", help="the inputs in the table, by name or by number: x,y or 2-785"
    )
    parser.add_argument(
        "--activation", choices=ACTIVATIONS, help="of the hidden layers; relu unless the file names one"
    )
    parser.add_argument(
        "--output-activation", choices=OUTPUTS, help="behind the last layer; none unless the file names one"
    )
    parser.add_argument("--output", type=int, metavar="N", help="which output to look at, from 0, if there are several")
    parser.add_argument(
        "--line", nargs=2, type=positive_whole, metavar=("A", "B"), help="the pieces of f between two rows, from 1"
    )
    parser.add_argument(
        "--plane", nargs=3, type=positive_whole, metavar=("A", "B", "C"), help="the regions of f in the plane of 3 rows"
    )
    parser.add_argument("--units", action="store_true", help="every unit, not only dead ones")
    parser.add_argument(
        "--plot", action="store_true", help="f for one or two inputs, and on which rows units are active"
    )
    parser.add_argument(
        "--fail-over", type=share, metavar="SHARE", help="exit with 1 if more units are dead: 0.1 or 10%%"
    )
    parser.add_argument("--regions", action="store_true", help="with --json: the polygons too, not only their count")
    parser.add_argument("--open", action="store_true", help="open it in the playground instead, for one or two inputs")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    return parser


def _chosen(network: Network, output: int | None) -> Network:
    """The network with only the output to look at, in floats if it is large.

    Raises:
        UsageError: if it is too large, or has no such output.
    """
    hidden = sum(sizes_of(network)[1:-1])
    if hidden > _MOST_UNITS:
        raise UsageError(f"{hidden:,} units are too many to analyse; {_MOST_UNITS:,} at most")
    outputs = sizes_of(network)[-1]
    if outputs > 1 and output is None:
        raise UsageError(f"the network has {outputs} outputs: choose one with --output 0 … {outputs - 1}")
    row = output or 0
    if not 0 <= row < outputs:
        raise UsageError(f"there is no output {row}: the network has {outputs}, counted from 0")
    one = Network(
        (*network.weights[:-1], network.weights[-1][[row]]),
        (*network.biases[:-1], network.biases[-1][[row]]),
        network.activation,
    )
    return as_float(one) if count(sizes_of(one)) > _MOST_EXACT.get(sizes_of(one)[0], 1000) else one


def _output(loaded: Loaded) -> tuple[Activation | None, Sequence[str]]:
    """The activation behind the output where f has pieces with it too, else None; and what to say of the network."""
    output = loaded.behind
    if output is not None and output.slopes is not None:
        return None if output.name == "identity" else output, loaded.notes
    before = "the logit, before the" if loaded.output in {"sigmoid", "softmax"} else "the output before its"
    return None, (*loaded.notes, f"f below is {before} {loaded.output}")


def _span(asked: argparse.Namespace, network: Network) -> tuple[Real, ...]:
    inputs = sizes_of(network)[0]
    if asked.range and inputs != 1:
        raise UsageError(f"--range is for one input; this network has {inputs}")
    if asked.box and inputs != 2:
        raise UsageError(f"--box is for two inputs; this network has {inputs}")
    if inputs > 2:
        if asked.data is None:
            raise UsageError(f"a network of {inputs} inputs needs rows: name a table with --data FILE.csv")
        return ()
    ends = tuple(asked.range or _RANGE) if inputs == 1 else tuple(asked.box or _BOX)
    for name, low, high in zip(("--range",) if inputs == 1 else ("--box",) * 2, ends[::2], ends[1::2], strict=True):
        if low >= high:
            raise UsageError(f"{name} {show(low)} {show(high)} is empty: the first number has to be the smaller")
    return ends if network.is_exact else tuple(map(float, ends))


def _table(asked: argparse.Namespace, network: Network, outputs: int) -> Table | None:
    if asked.data is None:
        if asked.columns:
            raise UsageError("--columns is for the table that --data names")
        return None
    inputs = sizes_of(network)[0]
    choose = partial(inputs_of, inputs=inputs, outputs=outputs, asked=asked.columns)
    return open_table(asked.data, choose, exactly=network.is_exact)
