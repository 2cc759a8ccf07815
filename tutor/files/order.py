"""From named arrays to a chain: the order of layers, which side of a matrix the inputs are on, where activations stand.

Nothing is guessed. Where names and shapes leave two ways to read a file, it is refused with the arrays that it holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from tutor.files import FileError, brief
from tutor.files.chain import Activated, Chain, Dense, Scale, Step, checked, normalised
from tutor.files.names import Group, Words, readings, shape
from tutor.net.activation import Array
from tutor.rational import show

Way = str
"""What the rows of all matrices stand for: `units` or `inputs`."""

_BY_INPUTS = ("kernel", "coef")
"""Words of Keras and scikit-learn, which save inputs × units."""
_EPSILONS = {"running": 1e-5, "moving": 1e-3}
"""What PyTorch and Keras add to a variance unless they are told otherwise; their names of the mean differ."""
_PLACES = {
    **dict.fromkeys(("in", "input", "inputs", "first", "stem"), 0),
    **dict.fromkeys(("out", "output", "outputs", "last", "final", "head", "classifier", "decoder"), 2),
}
"""Words for the first layers and for the last; all others stand between."""
_MOST_TRIES = 20_000
_LISTED = 130
"""Characters of a list of arrays or layers in a message."""


def chain_of(arrays: Mapping[str, Array]) -> Chain:
    """The chain of layers in named arrays, which stand in the order of the file.

    Raises:
        FileError: if they are no chain, or could be read in several ways: the reason, and the arrays.
    """
    try:
        ways, scalars = readings(arrays)
        order, way, notes = _only(ways)
        steps = [_step(group, way) for group in order]
        passed = [f"passed over: {_listed(scalars)}"] if scalars else []
        return Chain(tuple(_with_activations(order, steps)), notes=(*passed, *notes, *_missing(order), *_folded(order)))
    except FileError as error:
        found = ", ".join(f"{brief(name, 40)} {shape(array)}" for name, array in arrays.items())
        raise FileError(f"{error}. It holds {brief(found or 'nothing', _LISTED)}; see inspect --help") from None


def _only(ways: Sequence[Sequence[Group]]) -> tuple[list[Group], Way, list[str]]:
    """The only order of groups that is a chain, what the rows of its matrices are, and what is to be said of that."""
    found = [(way, order) for groups in ways for way in _sides(groups) for order in _orders(groups, way)]
    if not found:
        raise FileError(_why_no_chain(ways[0]))
    way, order = found[0]
    notes = []
    if len(found) == 2 and found[1][0] != way and _is_own_form(order):
        notes.append("matrices taken as units × inputs; their shapes would fit the other way too")
    elif len(found) > 1:
        (other, second) = found[1]
        one, two = _sizes(order, way), _sizes(second, other)
        if one != two:
            raise FileError(f"could be read as a network {one}, or as {two}")
        if way != other:
            raise FileError(f"could be read as units × inputs or as inputs × units: both fit as {one}")
        raise FileError(f"could be read in several orders, such as {_labels(order)} and {_labels(second)}")
    if way == "inputs":
        notes.append(f"matrices taken as inputs × units, and transposed: {_sizes(order, way)}")
    if len({group.kind for group in order if group.is_dense}) > 1:
        notes.append(f"layers taken in the order {_labels(order)}, by their names and shapes")
    return order, way, notes


def _sides(groups: Sequence[Group]) -> tuple[Way, ...]:
    """What the rows of the matrices may be. The names that PyTorch, Keras and scikit-learn give say which."""
    dense = [group for group in groups if group.is_dense]
    if dense and all(any(word in group.name.lower() for word in _BY_INPUTS) for group in dense):
        return ("inputs",)
    return ("units",) if all(group.name.endswith(".weight") for group in dense) else ("units", "inputs")


def _is_own_form(groups: Sequence[Group]) -> bool:
    """Whether the names are W0, W1, …: the page about inspect says that their rows are units."""
    return [group.name for group in groups] == [f"W{layer}" for layer in range(len(groups))]


def _widths(group: Group, way: Way) -> tuple[int, int]:
    """The numbers of inputs and of units."""
    if not group.is_dense:
        return group.arrays["mean"].size, group.arrays["mean"].size
    rows, columns = group.arrays["weight"].shape
    return (columns, rows) if way == "units" else (rows, columns)


def _fits(group: Group, way: Way) -> bool:
    bias = group.arrays.get("bias")
    return bias is None or bias.size == _widths(group, way)[1]


def _orders(groups: Sequence[Group], way: Way) -> Iterator[list[Group]]:
    """Up to two orders in which each layer takes what the one before it gives.

    Layers of one kind stay in the order of their numbers: rows of links, which are merged in every way that fits. A
    row whose name says that it comes last has to wait for the others.
    """
    if not all(_fits(group, way) for group in groups):
        return
    rows = list(_rows(groups).values())
    ends = [[[_widths(group, way) for group in link] for link in row] for row in rows]
    if not all(one[1] == two[0] for row in ends for link in row for one, two in pairwise(link)):
        return
    places = [max(map(_place, row[0][0].words), key=lambda place: abs(place - 1), default=1) for row in rows]
    stack: list[tuple[tuple[int, ...], int | None, list[Group]]] = [((0,) * len(rows), None, [])]
    found = tries = 0
    while stack and found < 2:
        at, width, order = stack.pop()
        if len(order) == len(groups):
            found += 1
            yield order
        left = [row for row, done in enumerate(at) if done < len(rows[row])]
        turn = min((places[row] for row in left), default=1)
        for row in left:
            link = ends[row][at[row]]
            if places[row] == turn and width in {None, link[0][0]}:
                stack.append(((*at[:row], at[row] + 1, *at[row + 1 :]), link[-1][1], [*order, *rows[row][at[row]]]))
        tries += len(left)
        if tries > _MOST_TRIES:
            raise FileError("has too many layers whose names do not tell their order")


def _place(word: str | int) -> int:
    return _PLACES.get(word, 1) if isinstance(word, str) else 1


def _rows(groups: Sequence[Group]) -> dict[Words, list[list[Group]]]:
    """By kind, links in the order of their numbers. bn1 is no link of its own but stands behind fc1."""
    rows: dict[Words, list[list[Group]]] = {}
    links: dict[tuple[int, ...], list[Group]] = {}
    for group in sorted(groups, key=lambda group: (group.numbers, not group.is_dense)):
        if group.is_dense or group.numbers not in links:
            link = [group]
            rows.setdefault(group.kind, []).append(link)
            if group.is_dense and group.numbers:
                links[group.numbers] = link
        else:
            links[group.numbers].append(group)
    return rows


def _why_no_chain(groups: Sequence[Group]) -> str:
    sides = _sides(groups)
    for group in groups:
        if group.is_dense and not any(_fits(group, way) for way in sides):
            return f"{group.label}: {group.arrays['bias'].size} biases do not fit its weights"
    rows = " nor ".join("units × inputs" if way == "units" else "inputs × units" for way in sides)
    return f"is not a chain: no order of its matrices fits, {'neither' if len(sides) > 1 else 'taken'} as {rows}"


def _step(group: Group, way: Way) -> Dense | Scale:
    get = {role: checked(group.names[role], array) for role, array in group.arrays.items()}
    if group.is_dense:
        weight = get["weight"].T if way == "inputs" else get["weight"]
        return Dense(weight, get["bias"].reshape(-1) if "bias" in get else np.zeros(len(weight)), group.label)
    mean, variance = get["mean"].reshape(-1), get["variance"].reshape(-1)
    gain, offset = get.get("weight", np.ones_like(mean)), get.get("bias", np.zeros_like(mean))
    learnt = Scale(gain.reshape(-1), offset.reshape(-1), group.label)
    return normalised(mean, variance, learnt, _epsilon(group))


def _epsilon(group: Group) -> float:
    return next(epsilon for word, epsilon in _EPSILONS.items() if word in group.names["mean"].lower())


def _with_activations(order: Sequence[Group], steps: Sequence[Dense | Scale]) -> Iterator[Step]:
    """The steps, with an activation wherever one stands; the file names none of them.

    Where numbers count the modules of an nn.Sequential, an activation stands in the gap: 0.weight, 2.weight. In all
    other names (fc1, fc2; layers.0, layers.1) there is one before each dense layer but the first.

    Raises:
        FileError: for two dense layers that do not have just one activation between them.
    """
    counted = _counted(order)
    last: Group | None = None  # the last dense layer, and what stands behind it so far
    activations = 0
    for before, group, step in zip((None, *order), order, steps, strict=False):
        alike = before is not None and before.kind == group.kind in counted
        stands = _gap(before, group) > 1 if before and alike else group.is_dense and last is not None
        activations += stands
        if group.is_dense and activations != (last is not None):
            between = f"between layers {last.label} and {group.label}" if last else f"before layer {group.label}"
            raise FileError(
                f"does not tell where {between} an activation stands"
                if activations
                else f"has no activation {between}, which follow each other"
            )
        if group.is_dense:
            last, activations = group, 0
        if stands:
            yield Activated(None)
        yield step


def _gap(before: Group, group: Group) -> int:
    return group.numbers[-1] - before.numbers[-1]


def _counted(order: Sequence[Group]) -> set[Words]:
    """The kinds whose numbers count every module: some are left out, normalisations count too, or names are bare."""
    kinds: dict[Words, list[Group]] = {}
    for group in order:
        if group.numbers:
            kinds.setdefault(group.kind, []).append(group)
    return {
        kind
        for kind, row in kinds.items()
        if (kind == ("#",) and row[0].name.endswith(".weight"))
        or any(_gap(*pair) > 1 for pair in pairwise(row))
        or len({group.is_dense for group in row}) > 1
    }


def _missing(order: Sequence[Group]) -> list[str]:
    dense = [group for group in order if group.is_dense]
    missing = [group.label for group in dense if "bias" not in group.arrays]
    whose = "biases" if len(missing) == len(dense) else f"biases of {_listed(missing)}"
    return [f"{whose} missing: taken as 0"] if missing else []


def _folded(order: Sequence[Group]) -> list[str]:
    norms = [group for group in order if not group.is_dense]
    if not norms:
        return []
    epsilon = _epsilon(norms[0])
    told = all(norm.kind in _counted(order) for norm in norms)
    where = "" if told else ", taken to stand before the activation"
    return [
        f"batch normalisation folded in, with ε = {show(epsilon)}{where}: {_listed([norm.label for norm in norms])}"
    ]


def _sizes(order: Sequence[Group], way: Way) -> str:
    dense = [_widths(group, way) for group in order if group.is_dense]
    return brief("-".join(map(str, (dense[0][0], *(units for _, units in dense)))))


def _labels(order: Sequence[Group]) -> str:
    return _listed([group.label for group in order])


def _listed(names: Sequence[str]) -> str:
    return brief(", ".join(map(brief, names)), _LISTED)
