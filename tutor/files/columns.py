"""Which columns of a table are read: by their names, by how many there are, or as the command line says.

A column that is named as an index or as a label is never taken as an input without a word.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tutor.files import FileError, brief
from tutor.files.dialect import Head
from tutor.nearest import did_you_mean
from tutor.rational import counted

INDEX = {"", "id", "index", "unnamed: 0"}
LABEL = {"label", "target", "class"}
"""What a column is called that counts the rows, and one that holds the answer; in capitals too."""

_NAMED = 6
"""Columns that are told by name."""


@dataclass(frozen=True)
class Columns:
    """The columns that are read.

    Attributes:
        at: their places in the table, from 0, in the order in which they are read.
        inputs: how many of them, from the first on, are inputs; a label follows.
        notes: sentences on what may not be as it was meant.
    """

    at: tuple[int, ...]
    inputs: int
    notes: tuple[str, ...] = ()


Choose = Callable[[Head], Columns]
"""Chooses the columns to be read. It raises a FileError where it cannot tell which they are."""


def inputs_of(head: Head, inputs: int, outputs: int, asked: str = "") -> Columns:
    """The columns of a network's inputs, with what is left out: an index, labels.

    Columns behind the inputs are left out if there is one, or one for each output.

    Raises:
        FileError: with both counts, if neither the names nor the number of columns tells which are the inputs.
    """
    if asked:
        at = _asked(head, asked)
        if len(at) != inputs:
            raise FileError(f"--columns names {counted(len(at), 'column', ',')} for {counted(inputs, 'input')}")
        return Columns(at, inputs)
    index, labels, likely = _index(head), _labels(head), _likely_label(head)
    for left_out in (index | labels | likely, index | labels, set[int]()):
        at = _others(head, left_out)
        if len(at) == inputs:
            return Columns(at, inputs, _doubts(head, at, index | labels | likely))
    at = _others(head, index)
    if not labels and len(at) - inputs in {1, outputs}:
        return Columns(at[:inputs], inputs)
    left = counted(len(_others(head, index | labels)), "column", ",")
    behind = "" if labels or len(at) < inputs else f" (and {counted(outputs, 'output')})"
    besides = _listed(head, sorted(index | labels), lead=" besides ")
    raise FileError(f"has {left}{besides} for {counted(inputs, 'input')}{behind}: name those to read with --columns")


def inputs_and_label(head: Head, asked: str = "") -> Columns:
    """All columns, the label last: the one that the header calls so, else the last one.

    Raises:
        FileError: if there are fewer than two, or several labels by name.
    """
    if asked:
        at = _asked(head, asked)
        if len(at) < 2:
            raise FileError("--columns needs two columns at least: the inputs, and the label last")
        return Columns(at, len(at) - 1)
    index, labels = _index(head), _labels(head)
    if len(labels) > 1:
        raise FileError(f"has {len(labels)} labels{_listed(head, sorted(labels), lead=': ')}; choose with --columns")
    columns = _others(head, index)
    label = min(labels or _likely_label(head) or columns[-1:], default=None)
    if label is None or len(columns) < 2:
        raise FileError("needs two columns at least, inputs and a label")
    inputs = tuple(column for column in columns if column != label)
    return Columns((*inputs, label), len(inputs))


def told(head: Head, columns: Columns) -> str:
    """Which columns are read as what, and which are left out: `inputs: x; left out: id, y`."""
    inputs, label = columns.at[: columns.inputs], columns.at[columns.inputs :]
    left_out = [column for column in range(head.width) if column not in set(columns.at)]
    parts = [f"{'input' if len(inputs) == 1 else 'inputs'}{_listed(head, inputs, lead=': ')}"]
    parts += [f"label{_listed(head, label, lead=': ')}"] * bool(label)
    parts += [f"left out{_listed(head, left_out, lead=': ')}"] * bool(left_out)
    return "; ".join(parts)


def _index(head: Head) -> set[int]:
    """Columns that count the rows. A column without a name counts only at either end."""
    ends = {0, head.width - 1}
    return {i for i, name in enumerate(head.names) if name.lower() in INDEX and (name or i in ends)}


def _labels(head: Head) -> set[int]:
    return {i for i, name in enumerate(head.names) if name.lower() in LABEL}


def _likely_label(head: Head) -> set[int]:
    """The column y, at either end. Between others, as in x, y, z, it is a coordinate."""
    columns = _others(head, _index(head) | _labels(head))
    return {i for i in {*columns[:1], *columns[-1:]} if head.names and head.names[i].lower() == "y"}


def _others(head: Head, left_out: set[int]) -> tuple[int, ...]:
    return tuple(column for column in range(head.width) if column not in left_out)


def _doubts(head: Head, at: Sequence[int], doubtful: set[int]) -> tuple[str, ...]:
    """A sentence if an input has the name of an index or of a label."""
    if taken := [column for column in at if column in doubtful]:
        those = "this name is" if len(taken) == 1 else "these names are"
        names = _listed(head, taken)
        return (f"{names} read as input, though {those} often an index or a label; --columns names others",)
    return ()


def _asked(head: Head, asked: str) -> tuple[int, ...]:
    """Columns by name, by number from 1, or from one to another: `x,y`, `2,3`, `2-785`, `p0-p783`."""
    found: list[int] = []
    for part in (each.strip() for each in asked.split(",")):
        ends = re.fullmatch(r"(.+?)\s*[-–…]\s*(.+)", part)
        if part in head.names or part.isdecimal() or not ends:
            found.append(_place(head, part))
        else:
            first, last = (_place(head, end) for end in ends.groups())
            found += range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return tuple(found)


def _place(head: Head, named: str) -> int:
    places = [i for i, name in enumerate(head.names) if name == named]
    if len(places) > 1:
        raise FileError(f"has {len(places)} columns “{brief(named)}”: give their numbers, from 1")
    if places:
        return places[0]
    if named.isdecimal():
        if 0 < int(named[:9]) <= head.width:
            return int(named) - 1
        raise FileError(f"has no column {brief(named)}: it has {head.width}, counted from 1")
    known = (
        f"; its columns are {_listed(head, range(head.width))}" if head.names else "; it has no header: give numbers"
    )
    raise FileError(f"has no column “{brief(named)}”{did_you_mean(named, head.names) or known}")


def _listed(head: Head, columns: Sequence[int], lead: str = "") -> str:
    """The names of columns, those in the middle left out if there are many; empty for none."""
    if not columns:
        return ""
    names = [brief(head.name(column), 20) for column in columns]
    if len(names) > _NAMED:
        return f"{lead}{names[0]}, {names[1]} … {names[-1]} ({len(names):,} columns)"
    return lead + ", ".join(names)
