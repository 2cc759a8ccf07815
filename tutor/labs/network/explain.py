"""The arithmetic behind the numbers of a network with one hidden layer, line by line, with the values plugged in.

Each line is an equation whose sides are equal, or a sentence that says where the next equation comes from.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain
from math import prod

from tutor import rational
from tutor.expression import UndefinedError
from tutor.labs.formula import affine, applied, equation, factor, joined, mean, product, shortened
from tutor.labs.network.facts import NetworkFacts
from tutor.net.network import exact
from tutor.net.pieces import Piece, pieces, values
from tutor.net.pieces import slopes as activation_slopes
from tutor.net.zero_gradient import Parameter
from tutor.rational import show

Lines = tuple[str, ...]

_MOST_ROWS = 10
"""Rows at whose inputs f is offered to be explained."""


def explainable(facts: NetworkFacts) -> Lines:
    """The numbers that can be explained: f(x) and slope(x) at some x, then each number that has a name."""
    if len(facts.spec.hidden) > 1:
        return ()
    low, high = facts.spec.range
    xs = {low, (low + high) / 2, high, *facts.xs[:_MOST_ROWS]}
    xs |= {point.x for point in facts.breakpoints if low < point.x < high}
    slopes = map(_round_inside, facts.pieces)
    calls = chain((("f", x) for x in sorted(xs)), (("slope", x) for x in slopes))
    # An x too long to be shown in full cannot be asked for by what is shown.
    return (*(f"{name}({show(x)})" for name, x in calls if "≈" not in show(x)), *_named(facts))


def explain(facts: NetworkFacts, number: str) -> Lines:
    """The lines for one of these numbers; `f` and `slope` take any x.

    Raises:
        KeyError: for anything else.
    """
    if len(facts.spec.hidden) > 1:
        raise KeyError(number)
    call = re.fullmatch(r"(f|slope)\((.*)\)", number)
    if call is None:
        return _named(facts)[number]()
    try:
        return _AT[call[1]](facts, rational.parse(call[2]))
    except (rational.NumberError, UndefinedError):
        raise KeyError(number) from None


def _named(facts: NetworkFacts) -> Mapping[str, Callable[[], Lines]]:
    """The numbers that have a name and a value, and the function that explains each."""
    units = range(facts.spec.hidden[0])
    found = {f"breakpoint{i}": partial(_breakpoint, facts, i) for i in units if facts.settings[f"w{i}"]}
    found["deviation"] = partial(_deviation, facts)
    if facts.spec.data:
        found["loss"] = partial(_loss, facts)
        for name, parameter in facts.spec.parameters.items():
            found[f"dL_d{name}"] = partial(_gradient, facts, name, parameter)
    return found


@dataclass(frozen=True)
class _Unit:
    """One unit at one input x.

    Attributes:
        by_hand: z with the numbers plugged in, as text.
        slope: the slope of the activation at z; 0 where the unit passes nothing on.
    """

    w: Fraction
    v: Fraction
    z: Fraction
    a: Fraction
    by_hand: str
    slope: Fraction


def _units(facts: NetworkFacts, x: Fraction) -> list[_Unit]:
    (inner, outer), (biases, _) = facts.network.weights, facts.network.biases
    passed, found = facts.network.forward(exact([[x]])), []
    slopes = facts.network.activations[0].derivative(passed.z[0])
    for i, (w, b, v) in enumerate(zip(inner[:, 0], biases, outer[0], strict=True)):
        times_x = show(x) if w == 1 else product(w, x)
        by_hand = joined([times_x, show(b)] if b else [times_x])
        found.append(_Unit(w, v, passed.z[0][0, i], passed.a[1][0, i], by_hand, Fraction(slopes[0, i])))
    return found


def _value(facts: NetworkFacts, x: Fraction) -> Lines:
    """f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ): plugged in, then each z, then each term."""
    units, c, activation = _units(facts, x), facts.settings["c"], facts.network.activations[0]
    rest = [show(c)] if c else []
    plugged = [f"{factor(unit.v, leads=True)}·{applied(activation, unit.by_hand)}" for unit in units]
    worked = [f"{factor(unit.v, leads=True)}·{applied(activation, show(unit.z))}" for unit in units]
    terms = [show(unit.v * unit.a) for unit in units]
    total = sum((unit.v * unit.a for unit in units), c)
    return (
        *_rule(facts),
        equation(f"f({show(x)})", joined([*plugged, *rest])),
        equation("", joined([*worked, *rest])),
        equation("", joined([*terms, *rest]), show(total)),
    )


def _breakpoint(facts: NetworkFacts, i: int) -> Lines:
    """Where w·x + b = 0: at −b/w."""
    w, b = facts.settings[f"w{i}"], facts.settings[f"b{i}"]
    return (
        f"z{i} = {affine(w, b)} is 0 at x = −b{i}/w{i}",
        equation(f"breakpoint{i}", f"−{factor(b)}/{factor(w)}", show(-b / w)),
    )


def _slope(facts: NetworkFacts, x: Fraction) -> Lines:
    """Σ vᵢ·wᵢ over the active units; the others count with the slope at which they leak.

    Raises:
        UndefinedError: where f bends.
    """
    total = facts.slope(x)
    pattern = pieces(facts.network, None, x)[-1].active
    piece = next(piece for piece in pieces(facts.network) if piece.active == pattern)
    active = [i for i, on in enumerate(pattern[0]) if on]
    ((left, right),) = activation_slopes(facts.network)
    by = {i: right if on else left for i, on in enumerate(pattern[0]) if on or left}
    name, listed = f"slope({show(x)})", ", ".join(map(str, active))
    which = f"the active units are {listed}" if len(active) > 1 else f"only unit {listed} is active"
    where = f"{_where(piece)} {which if active else 'no unit is active'}"
    if not by:
        return (f"{where}, and f does not change with x", f"{name} = 0")
    s = facts.settings
    symbols = [f"v{i}·w{i}{'' if slope == 1 else '·' + show(slope)}" for i, slope in by.items()]
    numbers = [product(s[f"v{i}"], s[f"w{i}"], *_unless_1(slope)) for i, slope in by.items()]
    return (*_rule(facts), where, equation(name, joined(symbols)), equation("", joined(numbers), show(total)))


def _loss(facts: NetworkFacts) -> Lines:
    """The mean of (f − y)²."""
    rows = list(zip(facts.forward.output[:, 0], facts.ys, strict=True))
    plugged = [f"({show(f)} − {factor(y)})²" for f, y in rows]
    squares = [show((f - y) ** 2) for f, y in rows]
    return (
        f"loss is the mean of (f − y)² over {_rows(len(rows))}",
        equation("loss", mean(plugged, len(rows))),
        equation("", mean(squares, len(rows)), show(sum((f - y) ** 2 for f, y in rows) / Fraction(len(rows)))),
    )


def _deviation(facts: NetworkFacts) -> Lines:
    """The largest distance from the chord. It is attained at a breakpoint, since f is straight between two of them."""
    low, high = facts.spec.range
    inside = [point.x for point in facts.on_range.inside]
    start, end, *heights = values(facts.network, (low, high, *inside))
    slope = (end - start) / (high - low)
    chord = f"the chord goes from ({show(low)}, {show(start)}) to ({show(high)}, {show(end)})"
    away = [(abs(f - start - slope * (x - low)), x, f) for x, f in zip(inside, heights, strict=True)]
    most, x, f = max(away, default=(Fraction(0), low, start))
    if not most:
        on_it = "f is on it at each breakpoint between them" if inside else "f has no breakpoint between them"
        return (chord, f"{on_it}, and is straight from one point to the next", "deviation = 0")
    on_chord = start + slope * (x - low)
    across = f"({show(end)} − {factor(start)})/({show(high)} − {factor(low)})"
    return (
        chord,
        equation("its slope", across, show(slope)),
        f"f is farthest from it at the breakpoint x = {show(x)}",
        equation(f"chord({show(x)})", f"{show(start)} + {factor(slope)}·({show(x)} − {factor(low)})", show(on_chord)),
        equation("deviation", f"|{show(f)} − {factor(on_chord)}|", show(most)),
    )


_CHANGES: dict[str, tuple[str, Callable[[_Unit, Fraction], tuple[Fraction, ...]]]] = {
    "w": ("·v{i}·x", lambda unit, x: (unit.v, x, *_unless_1(unit.slope))),
    "b": ("·v{i}", lambda unit, _: (unit.v, *_unless_1(unit.slope))),
    "v": ("·a{i}", lambda unit, _: (unit.a,)),
    "c": ("", lambda *_: ()),
}
"""How f changes with a parameter of unit i, by its letter: in symbols, and as factors where the unit is active."""


def _gradient(facts: NetworkFacts, name: str, parameter: Parameter) -> Lines:
    """∂L/∂θ, the mean of 2·(f − y)·∂f/∂θ over the rows; rows where ∂f/∂θ is 0 are left out."""
    i = parameter.input if parameter.layer else parameter.unit
    symbols, changes = _CHANGES[name[0]]
    of, count = f"dL_d{name}", len(facts.xs)
    rule = f"{of} is the mean of 2·(f − y){symbols.format(i=i)} over {_rows(count)}"
    active, by_hand, terms = [], [], []
    for x, y, f in zip(facts.xs, facts.ys, facts.forward.output[:, 0], strict=True):
        unit = _units(facts, x)[i or 0]
        if i is None or unit.slope:
            change = changes(unit, x)
            active.append(show(x))
            by_hand.append(f"2·({show(f)} − {factor(y)})" + "".join(f"·{factor(each)}" for each in change))
            terms.append(2 * (f - y) * prod(change))
    if not terms:
        return (rule, f"unit {i} is active on no row, so every term is 0", f"{of} = 0")
    where = f"unit {i} is active at x = {', '.join(shortened(active))}; the other rows add 0"
    return (
        *(_rule(facts) if name[0] == "v" else _leak(facts) if name[0] in "wb" else ()),
        rule,
        *([where] if len(terms) < count else []),
        equation(of, mean(by_hand, count)),
        equation("", mean([show(term) for term in terms], count), show(sum(terms) / Fraction(count))),
    )


_AT = {"f": _value, "slope": _slope}


def _rule(facts: NetworkFacts) -> Lines:
    """The formula of the activation, where its name is not enough."""
    activation = facts.network.activations[0]
    return (f"{activation.name}(z) = {activation.formula}",) if activation.name == "leaky_relu" else ()


def _leak(facts: NetworkFacts) -> Lines:
    """A sentence for activations that leak: how much of a change an inactive unit passes on."""
    ((left, right),) = activation_slopes(facts.network)
    return (f"where a unit's z ≤ 0, only {show(left)} of a change gets through",) if left not in {0, right} else ()


def _unless_1(slope: Fraction) -> tuple[Fraction, ...]:
    return () if slope == 1 else (slope,)


def _rows(count: int) -> str:
    return f"the {count} rows" if count > 1 else "the one row"


def _where(piece: Piece) -> str:
    """The interval of a piece in words."""
    low, high = piece.low, piece.high
    if low is None:
        return "everywhere" if high is None else f"below x = {show(high)}"
    return f"above x = {show(low)}" if high is None else f"between x = {show(low)} and {show(high)}"


def _round_inside(piece: Piece) -> Fraction:
    """The roundest number near the middle of a piece of the range."""
    low, high = piece.low or Fraction(0), piece.high or Fraction(0)  # a range is finite
    middle = (low + high) / 2
    rounded = (Fraction(round(middle * places), places) for places in (1, 2, 10, 100, 1000))
    return next((x for x in rounded if low < x < high), middle)
