"""The figures of the `restarts` lab, one function for each view, and the table that names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.figure import Axis, Curve, Figure, Plot, Point, Points, Table, axis
from tutor.labs.restarts.run import Plateau
from tutor.net.restarts.outcome import BORN_DEAD, WORDS
from tutor.rational import Real, percent, percentage, rounded, show

if TYPE_CHECKING:
    from tutor.labs.restarts.facts import RestartsReading

BARS = 12
"""At most so many bars has the histogram: the plateaus with most networks."""

_SIMPLE = 50
"""A loss is told as a fraction if its denominator is at most this. Of random losses one in a thousand is."""

_TOLD = 5
"""Every so many marks a row of the table that tells the success rate."""

_FEWEST = 4
"""The histogram has room for so many bars at least, and so many networks: its numbers are whole."""

_HALF = Fraction(2, 5)
"""Of the width of a bar, where the middles of two are 1 apart."""


def named(plateau: Plateau) -> str:
    """The loss of a plateau: as a fraction where several networks stand at a simple one, as a decimal elsewhere."""
    near = Fraction(plateau.loss).limit_denominator(_SIMPLE)
    stands = plateau.near >= 2 and 2 * plateau.near >= len(plateau.networks)
    if stands and near.denominator > 1 and abs(float(near) - plateau.loss) <= 1e-5 * min(1.0, plateau.loss):
        return f"≈{near}"
    return f"≈{rounded(plateau.loss, 4)}"


def _rate(reading: RestartsReading) -> Figure:
    """The success rate over the steps, between the ends of its interval."""
    steps = [stand.snapshot.step for stand in reading.history]
    rates = [Fraction(stand.fits, reading.runs) for stand in reading.history]
    lows, highs = zip(*map(reading.interval, reading.history), strict=True)
    rows = [*range(0, len(steps) - 1, _TOLD), len(steps) - 1]
    return Plot(
        x=axis(Fraction(0), Fraction(reading.lab.steps), most=5),
        y=axis(Fraction(0), Fraction(100), most=5),
        curves=(
            Curve(_line(steps, lows), "trace", "95 % from", "·"),
            Curve(_line(steps, highs), "trace", "95 % to", "·"),
            Curve(_line(steps, rates), "curve", "success, %"),
        ),
        points=(Points(((Fraction(steps[-1]), 100 * rates[-1]),), "mark", "now", "◆"),),
        text=f"{percent(rates[-1])} fit (loss below {show(reading.lab.fit)}) at step {steps[-1]}; "
        f"95 % interval {percentage(lows[-1])} to {percent(highs[-1])}",
        tell=lambda: Table(
            ("step", "success, %", "95 % from", "to"),
            tuple((str(steps[i]), *(percentage(each[i]) for each in (rates, lows, highs))) for i in rows),
            "the success rate over the steps",
        ),
    )


def _line(steps: Sequence[int], shares: Sequence[Real]) -> tuple[Point, ...]:
    """A share at each step as a curve in percent."""
    return tuple((Fraction(step), 100 * share) for step, share in zip(steps, shares, strict=True))


def _histogram(reading: RestartsReading) -> Figure:
    """How many networks are at which loss. The bar of those that fit may be cut: the others are what is looked for."""
    bars, chosen = reading.bars, reading.bar
    heights = [len(bar.networks) for bar in bars]
    top = max(
        (height for bar, height in zip(bars, heights, strict=True) if not bar.fit), default=max(heights, default=1)
    )
    y = axis(Fraction(0), Fraction(max(top, _FEWEST)), round_out=True, most=4)
    cut = [(Fraction(i), y.high) for i, height in enumerate(heights) if height > y.high]
    marks = [(Fraction(i), min(Fraction(heights[i]), y.high) / 2) for i, bar in enumerate(bars) if bar is chosen]
    return Plot(
        x=Axis(Fraction(-1), Fraction(_room(bars)), tuple(map(Fraction, range(len(bars))))),
        y=y,
        curves=(Curve(_outline(heights), "curve", "networks"),),
        points=(
            *((Points(tuple(cut), "good", f"fit: {heights[0]:,}, cut", "^"),) if cut else ()),
            *((Points(tuple(marks), "mark", f"bar {bars.index(chosen)}", "◆"),) if chosen else ()),
        ),
        text=_where(reading),
        tell=lambda: _bars_told(reading),
    )


def _room(bars: Sequence[object]) -> int:
    return max(len(bars), _FEWEST)


def _outline(heights: list[int]) -> tuple[Point, ...]:
    """Bars side by side as one line around them."""
    points: list[Point] = [(Fraction(-1), Fraction(0))]
    for i, height in enumerate(heights):
        left, right, top = i - _HALF, i + _HALF, Fraction(height)
        points += [(left, Fraction(0)), (left, top), (right, top), (right, Fraction(0))]
    return (*points, (Fraction(_room(heights)), Fraction(0)))


def _kind(reading: RestartsReading, bar: Plateau) -> str:
    """What the networks of a bar are; `mostly` where not all are that."""
    if bar.fit:
        return "fit"
    (kind, networks), *_ = Counter(reading.stand.kinds[bar.networks].tolist()).most_common(1)
    return kind if networks == len(bar.networks) else f"mostly {kind}"


def _told(reading: RestartsReading, bar: Plateau) -> str:
    """`129 at ≈26/45 (one bend)`."""
    networks = f"{len(bar.networks):,}"
    return f"{networks} fit" if bar.fit else f"{networks} at {named(bar)} ({_kind(reading, bar)})"


def _where(reading: RestartsReading) -> str:
    """The chosen bar, how many fit, and where most of the others are."""
    chosen = reading.bar
    stopped = [bar for bar in reading.bars if not bar.fit and bar is not chosen]
    most = sorted(stopped, key=lambda bar: -len(bar.networks))[:1]
    parts = [f"bar {reading.bars.index(chosen)}: {_told(reading, chosen)}"] if chosen else []
    if chosen is None or not chosen.fit:
        parts.append(f"{reading.stand.fits:,} fit")
    return ", ".join([*parts, *(_told(reading, bar) for bar in most)])


def _bars_told(reading: RestartsReading) -> Table:
    rows = [
        (
            str(i),
            f"< {show(reading.lab.fit)}" if bar.fit else named(bar),
            f"{len(bar.networks):,}",
            _kind(reading, bar) + (", chosen" if bar is reading.bar else ""),
        )
        for i, bar in enumerate(reading.bars)
    ]
    elsewhere = reading.runs - reading.stand.diverged - sum(len(bar.networks) for bar in reading.bars)
    rows += [("", name, f"{networks:,}", "") for name, networks in _rest(reading, elsewhere)]
    return Table(("bar", "loss", "networks", "kind"), tuple(rows), _where(reading))


def _rest(reading: RestartsReading, elsewhere: int) -> list[tuple[str, int]]:
    both = (("elsewhere", elsewhere), ("diverged", reading.stand.diverged))
    return [(name, networks) for name, networks in both if networks]


def _outcomes(reading: RestartsReading) -> Figure:
    """What the networks are, and how many were constant from the start."""
    rows = [(WORDS[kind], reading.stand.counts[kind]) for kind in WORDS]
    rows.append((BORN_DEAD, reading.stand.born_dead))
    return Table(
        ("outcome", "networks", "%"),
        tuple((name, f"{networks:,}", percentage(Fraction(networks, reading.runs))) for name, networks in rows),
        f"what {reading.runs:,} networks are at step {reading.step}",
    )


VIEWS: dict[str, Callable[[RestartsReading], Figure]] = {
    "rate": _rate,
    "histogram": _histogram,
    "outcomes": _outcomes,
}
