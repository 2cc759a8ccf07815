"""The figures of the `restarts` lab, one function for each view, and the table that names them."""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction

from tutor.figure import Axis, Curve, Figure, Plot, Point, Points, Table, axis
from tutor.labs.restarts.facts import RestartsFacts
from tutor.labs.restarts.study import Bar
from tutor.net.restarts.outcome import BORN_DEAD, WORDS
from tutor.rational import Real, percent, percentage, rounded, show

_SIMPLE = 50
"""The largest denominator of a loss that is shown as a fraction. One random loss in a thousand is so close to one."""

_EVERY = 5
"""The marks from one row to the next in the table of the success rate."""

_FEWEST = 4
"""The least room of the histogram, in bars and in networks: with less its ticks would not be whole numbers."""

_HALF = Fraction(2, 5)
"""Half the width of a bar; the middles of two are 1 apart."""


def named(bar: Bar) -> str:
    """The loss of a bar: as a fraction where several networks stand at a simple one, as a decimal elsewhere."""
    near = Fraction(bar.loss).limit_denominator(_SIMPLE)
    stands = bar.near >= 2 and 2 * bar.near >= len(bar.networks)
    if stands and near.denominator > 1 and abs(float(near) - bar.loss) <= 1e-5 * min(1.0, bar.loss):
        return f"≈{near}"
    return f"≈{rounded(bar.loss, 4)}"


def _rate(facts: RestartsFacts) -> Figure:
    """The success rate at the marks so far, between the ends of its 95 % interval."""
    steps = [then.step for then in facts.history]
    rates = [Fraction(then.fits, facts.runs) for then in facts.history]
    lows, highs = zip(*map(facts.interval, facts.history), strict=True)
    rows = [*range(0, len(steps) - 1, _EVERY), len(steps) - 1]
    return Plot(
        x=axis(Fraction(0), Fraction(facts.spec.steps), most=5),
        y=axis(Fraction(0), Fraction(100), most=5),
        curves=(
            Curve(_line(steps, lows), "trace", "95 % interval", "dotted"),
            Curve(_line(steps, highs), "trace", "95 % interval", "dotted"),
            Curve(_line(steps, rates), "curve", "success, %"),
        ),
        points=(Points(((Fraction(steps[-1]), 100 * rates[-1]),), "mark", "now", "◆"),),
        over="step",
        text=f"{percent(rates[-1])} fit (loss below {show(facts.spec.fit)}) at step {steps[-1]}; "
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


def _histogram(facts: RestartsFacts) -> Figure:
    """The number of networks at each bar. The bar of those that fit may be cut: the others are the point."""
    bars, chosen = facts.bars, facts.bar
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
            *((Points(tuple(cut), "good", f"fit: {heights[0]:,}, cut", "▲"),) if cut else ()),
            *((Points(tuple(marks), "mark", f"bar {bars.index(chosen)}", "◆"),) if chosen else ()),
        ),
        over="bar",
        text=_summary(facts),
        tell=lambda: _bar_table(facts),
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


def _kind(facts: RestartsFacts, bar: Bar) -> str:
    """What most networks of a bar are, with `mostly` in front where not all are."""
    if bar.fit:
        return "fit"
    (kind, networks), *_ = Counter(facts.now.kinds[bar.networks].tolist()).most_common(1)
    return kind if networks == len(bar.networks) else f"mostly {kind}"


def _described(facts: RestartsFacts, bar: Bar) -> str:
    """`129 at ≈26/45 (one bend)`."""
    networks = f"{len(bar.networks):,}"
    return f"{networks} fit" if bar.fit else f"{networks} at {named(bar)} ({_kind(facts, bar)})"


def _summary(facts: RestartsFacts) -> str:
    """A line of text: the chosen bar, how many fit, and where most of the others are."""
    chosen = facts.bar
    stopped = [bar for bar in facts.bars if not bar.fit and bar is not chosen]
    most = sorted(stopped, key=lambda bar: -len(bar.networks))[:1]
    parts = [f"bar {facts.bars.index(chosen)}: {_described(facts, chosen)}"] if chosen else []
    if chosen is None or not chosen.fit:
        parts.append(f"{facts.now.fits:,} fit")
    return ", ".join([*parts, *(_described(facts, bar) for bar in most)])


def _bar_table(facts: RestartsFacts) -> Table:
    rows = [
        (
            str(i),
            f"< {show(facts.spec.fit)}" if bar.fit else named(bar),
            f"{len(bar.networks):,}",
            _kind(facts, bar) + (", chosen" if bar is facts.bar else ""),
        )
        for i, bar in enumerate(facts.bars)
    ]
    elsewhere = facts.runs - facts.now.diverged - sum(len(bar.networks) for bar in facts.bars)
    rows += [("", name, f"{networks:,}", "") for name, networks in _rest(facts, elsewhere)]
    return Table(("bar", "loss", "networks", "kind"), tuple(rows), _summary(facts))


def _rest(facts: RestartsFacts, elsewhere: int) -> list[tuple[str, int]]:
    both = (("elsewhere", elsewhere), ("diverged", facts.now.diverged))
    return [(name, networks) for name, networks in both if networks]


def _outcomes(facts: RestartsFacts) -> Figure:
    """How many networks are of each kind, and how many were constant before the first step."""
    rows = [(WORDS[kind], facts.now.counts[kind]) for kind in WORDS]
    rows.append((BORN_DEAD, facts.now.born_dead))
    return Table(
        ("outcome", "networks", "%"),
        tuple((name, f"{networks:,}", percentage(Fraction(networks, facts.runs))) for name, networks in rows),
        f"what {facts.runs:,} networks are at step {facts.step}",
    )


TITLES = {"rate": "share that fit", "histogram": "histogram of losses", "outcomes": "the outcomes"}

VIEWS: dict[str, Callable[[RestartsFacts], Figure]] = {
    "rate": _rate,
    "histogram": _histogram,
    "outcomes": _outcomes,
}
