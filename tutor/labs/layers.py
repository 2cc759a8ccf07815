"""The `layers` lab: a tent folded again and again, two units a layer, and its pieces against those of one layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import ClassVar, Literal

from pydantic import Field

from tutor.expression import Measure, UndefinedError
from tutor.figure import Curve, Figure, Plot, Point, Table, axis
from tutor.lab import Knob, Lab, Lamp, Reading, Settings
from tutor.net.network import Network, exact
from tutor.net.pieces import Piece, breakpoints, pieces, value
from tutor.rational import counted, show
from tutor.store import Store

View = Literal["fold", "pieces"]
MOST_FOLDS = 6
_ZERO, _ONE = Fraction(0), Fraction(1)


@cache  # at most six networks; what is worked out of a network is kept with it
def folded(folds: int) -> Network:
    """The network t(t(…t(x)…)) of `folds` ≥ 1 tents t(x) = 2·max(0, x) − 4·max(0, x − 1/2), two units a layer.

    On [0, 1] the tent goes up from 0 to 1 and down again, so each fold doubles the pieces (Telgarsky 2016, Benefits of
    Depth in Neural Networks). The two units of a layer take the tent of the layer before, minus 0 and minus 1/2.
    """
    tent = [2, -4]
    first, later, last = exact([[1], [1]]), exact([tent, tent]), exact([tent])
    biases = exact([0, Fraction(-1, 2)])
    return Network((first, *[later] * (folds - 1), last), (*[biases] * folds, exact([0])))


class LayersLab(Lab):
    """The tent on [0, 1], folded as often as the knob `folds` says.

    Attributes:
        folds: the number of folds at the start.
        knobs: ["folds"], or [] if the number of folds stays.
        show: the views, the first one shown first.
    """

    titles: ClassVar = {"fold": "the folded tent", "pieces": "pieces by folds"}

    folds: int = Field(default=1, ge=1, le=MOST_FOLDS)
    knobs: tuple[Literal["folds"], ...] = ("folds",)
    show: tuple[View, ...] = Field(default=("fold", "pieces"), min_length=1)

    @property
    def all_knobs(self) -> tuple[Knob, ...]:
        """The number of folds."""
        return (Knob("folds", Fraction(self.folds), _ONE, Fraction(MOST_FOLDS), _ONE, _ONE),)

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The numbers of the tent, its range, and the folds at the start."""
        return frozenset({_ZERO, _ONE, Fraction(2), Fraction(-4), Fraction(1, 2), Fraction(self.folds)})

    def read(self, settings: Settings, store: Store) -> "LayersReading":  # noqa: ARG002 -- nothing here takes long
        """What is seen of the tent at this number of folds."""
        return LayersReading(int(settings["folds"]))


@dataclass(frozen=True)
class LayersReading(Reading):
    """The tent at some number of folds; everything is exact."""

    folds: int

    @property
    def units(self) -> int:
        """Two for each fold."""
        return 2 * self.folds

    @property
    def most_in_one_layer(self) -> int:
        """The most pieces of one layer with as many units: each unit bends at one x, or nowhere."""
        return self.units + 1

    @property
    def found(self) -> tuple[Piece, ...]:
        """The pieces on [0, 1], counted by the engine."""
        return _pieces(self.folds)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """folds, units, pieces, most_in_one_layer, f(x) and slope(x)."""
        return {
            "folds": Measure(lambda: Fraction(self.folds)),
            "units": Measure(lambda: Fraction(self.units)),
            "pieces": Measure(lambda: Fraction(len(self.found))),
            "most_in_one_layer": Measure(lambda: Fraction(self.most_in_one_layer)),
            "f": Measure(lambda x: value(folded(self.folds), x), 1),
            "slope": Measure(self._slope, 1),
        }

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """One lamp: there are more pieces than one layer with as many units can have."""
        more = len(self.found) > self.most_in_one_layer
        return (Lamp("more pieces", "than one layer can have", more, self._compared()),)

    @property
    def formula(self) -> tuple[str, ...]:
        """The tent, how it is folded, and its slopes."""
        name = "x"
        for _ in range(self.folds):
            name = f"t({name})"
        slopes = sorted({piece.slope for piece in self.found}, reverse=True)
        return (
            "t(x) = 2·max(0, x) − 4·max(0, x − 0.5)",
            f"f(x) = {name}",
            f"on [0, 1]: {len(self.found)} pieces, slopes {' and '.join(map(show, slopes))} by turns",
        )

    def figure(self, view: str) -> Figure:
        """The curve, or the table of the pieces."""
        return self._counts() if view == "pieces" else self._fold()

    def _fold(self) -> Plot:
        before = _graph(self.folds - 1) if self.folds > 1 else ((_ZERO, _ZERO), (_ONE, _ONE))
        return Plot(
            x=axis(_ZERO, _ONE),
            y=axis(_ZERO, _ONE, most=5),
            curves=(
                Curve(before, "trace", "one fold less", "dotted"),
                Curve(_graph(self.folds), "curve", counted(self.folds, "fold")),
            ),
            points=(),
            text=f"{len(self.found)} pieces from {self.units} units",
            tell=lambda: Table(
                ("x", "f(x)"), tuple((show(x), show(y)) for x, y in _graph(self.folds)), "the corners of f"
            ),
        )

    def _counts(self) -> Table:
        readings = [LayersReading(folds) for folds in range(1, self.folds + 1)]
        body = tuple(
            tuple(map(str, (each.folds, each.units, len(each.found), each.most_in_one_layer))) for each in readings
        )
        return Table(("folds", "units", "pieces", "most in one layer"), body, self._compared())

    def _compared(self) -> str:
        return (
            f"{len(self.found)} pieces from {self.units} units; in one layer they make at most {self.most_in_one_layer}"
        )

    def _slope(self, x: Fraction) -> Fraction:
        network = folded(self.folds)
        if any(point.x == x for point in breakpoints(network)):
            raise UndefinedError(f"f bends at {show(x)} and has no slope there")
        return pieces(network, None, x)[-1].slope


@cache
def _pieces(folds: int) -> tuple[Piece, ...]:
    """The pieces on [0, 1]. At most six tents are kept, with 64 pieces or fewer: each is asked for often in a frame."""
    return pieces(folded(folds), _ZERO, _ONE)


def _graph(folds: int) -> tuple[Point, ...]:
    """The corners of the folded tent on [0, 1]."""
    found = _pieces(folds)
    return (
        (_ZERO, found[0].intercept),
        *((p.high, p.slope * p.high + p.intercept) for p in found if p.high is not None),
    )
