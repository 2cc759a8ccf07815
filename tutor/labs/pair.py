"""The `pair` lab: does f(x1) + f(x2) equal f(x1 + x2)? A linear function passes for every pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field

from tutor.expression import Measure
from tutor.figure import Curve, Plot, Points, Table, axis
from tutor.lab import Knob, Lab, Lamp, Reading, Settings
from tutor.labs.chord import Chorded, chord
from tutor.labs.formula import applied, equation, factor, joined
from tutor.net.activation import ACTIVATIONS, RELU, Activation
from tutor.net.network import exact
from tutor.rational import show
from tutor.schema import Bounds, Rational
from tutor.store import Store

View = Literal["pair", "chord"]


class PairLab(Lab):
    """Two inputs x1 and x2, and a function f.

    Attributes:
        x1, x2: the inputs at the start.
        activation: the name of f in the activation table.
        knobs: which of x1 and x2 may be turned.
        bounds: how far they turn.
        show: the views, the first one shown first.
    """

    titles: ClassVar = {"pair": "both sides", "chord": "the chord"}

    x1: Rational
    x2: Rational
    activation: Literal["relu", "identity"] = "relu"
    knobs: tuple[Literal["x1", "x2"], ...] = ("x1", "x2")
    bounds: Bounds = Field(default_factory=lambda: Bounds(low=Fraction(-5), high=Fraction(5)))
    show: tuple[View, ...] = Field(default=("pair",), min_length=1)

    @property
    def all_knobs(self) -> tuple[Knob, ...]:
        """x1 and x2."""
        return (Knob.within(self.bounds, "x1", self.x1), Knob.within(self.bounds, "x2", self.x2))

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The pair at the start."""
        return frozenset({self.x1, self.x2})

    def read(self, settings: Settings, store: Store) -> "PairReading":  # noqa: ARG002 -- nothing here takes long
        """What is seen at these x1 and x2."""
        return PairReading(settings["x1"], settings["x2"], ACTIVATIONS[self.activation], self.bounds)


@dataclass(frozen=True)
class PairReading(Reading):
    """One pair, the three values of f, and whether they add up."""

    x1: Fraction
    x2: Fraction
    activation: Activation
    bounds: Bounds

    def f(self, z: Fraction) -> Fraction:
        """The function, exactly."""
        result: Fraction = Fraction(self.activation.function(exact([z]))[0])
        return result

    @property
    def apart(self) -> Fraction:
        """f(x1) + f(x2) − f(x1 + x2)."""
        return self.f(self.x1) + self.f(self.x2) - self.f(self.x1 + self.x2)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """f(x), x1, x2, and gap = f(x1) + f(x2) − f(x1 + x2)."""
        return {
            "f": Measure(self.f, 1),
            "x1": Measure(lambda: self.x1),
            "x2": Measure(lambda: self.x2),
            "gap": Measure(lambda: self.apart),
        }

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """One lamp: the two sides are equal."""
        x1, x2 = self.x1, self.x2
        separate, together = self.f(x1) + self.f(x2), self.f(x1 + x2)
        sign = "=" if separate == together else "≠"
        return (
            Lamp("f(x1) + f(x2) = f(x1 + x2)", "", separate == together, f"{show(separate)} {sign} {show(together)}"),
        )

    @property
    def formula(self) -> tuple[str, ...]:
        """Both sides with the numbers plugged in."""
        x1, x2 = self.x1, self.x2
        f1, f2 = show(self.f(x1)), show(self.f(x2))
        return (
            f"f(x1) + f(x2) = f({show(x1)}) + f({show(x2)}) = {f1} + {f2} = {show(self.f(x1) + self.f(x2))}",
            f"f(x1 + x2)    = f({show(x1)} + {show(x2)}) = f({show(x1 + x2)}) = {show(self.f(x1 + x2))}",
        )

    @property
    def explainable(self) -> tuple[str, ...]:
        """The three values of f, and the gap between the two sides."""
        return tuple(self._explanations())

    def explain(self, number: str) -> tuple[str, ...]:
        """The function with the number plugged in, or the difference of the two sides. Raises KeyError for others."""
        return self._explanations()[number]

    def _explanations(self) -> dict[str, tuple[str, ...]]:
        x1, x2 = self.x1, self.x2
        separate, together = f"{show(self.f(x1))} + {factor(self.f(x2))}", factor(self.f(x1 + x2))
        return {
            "f(x1)": (equation("f(x1)", f"f({show(x1)})", *self._by_hand(x1)),),
            "f(x2)": (equation("f(x2)", f"f({show(x2)})", *self._by_hand(x2)),),
            "f(x1 + x2)": (
                equation("x1 + x2", joined([show(x1), show(x2)]), show(x1 + x2)),
                equation("f(x1 + x2)", f"f({show(x1 + x2)})", *self._by_hand(x1 + x2)),
            ),
            "gap": ("gap = f(x1) + f(x2) − f(x1 + x2)", equation("", f"{separate} − {together}", show(self.apart))),
        }

    def _by_hand(self, z: Fraction) -> tuple[str, ...]:
        plugged = applied(self.activation, show(z)) if self.activation is RELU else show(z)
        return (plugged, show(self.f(z)))

    def figure(self, view: str) -> Plot:
        """Both sides of f(x1) + f(x2) = f(x1 + x2), or the chord between x1 and x2."""
        return self._chord() if view == "chord" else self._pair()

    def _chord(self) -> Plot:
        low, high = self.bounds.low, self.bounds.high
        graph = tuple((x, self.f(x)) for x in sorted({low, *({Fraction(0)} if low < 0 < high else ()), high}))
        ends = min(self.x1, self.x2), max(self.x1, self.x2)
        return chord(Chorded(self.f, graph, ends, axis(min(low, ends[0]), max(high, ends[1]))))

    def _pair(self) -> Plot:
        """The graph of f with x1, x2, x1 + x2, and the sum of the two values above x1 + x2."""
        x1, x2, f = self.x1, self.x2, self.f
        marked = (x1, x2, x1 + x2, Fraction(0), 2 * self.bounds.low, 2 * self.bounds.high)
        low, high = min(marked), max(marked)
        equal = self.apart == 0
        return Plot(
            x=axis(low, high),
            y=axis(f(low), f(high), round_out=True, most=5),
            curves=(Curve(tuple((x, f(x)) for x in sorted({low, Fraction(0), high})), "curve", "f"),),
            points=(
                Points(((x1 + x2, f(x1 + x2)),), "mark", "f(x1 + x2)", "●"),
                Points(((x1 + x2, f(x1) + f(x2)),), "good" if equal else "bad", "f(x1) + f(x2)", "◆"),
                Points(((x1, f(x1)),), "data", "x1", "○"),
                Points(((x2, f(x2)),), "data", "x2", "□"),
            ),
            text="the two agree" if equal else f"the two are {show(abs(self.apart))} apart",
            tell=lambda: Table(
                ("point", "x", "f(x)"),
                tuple((name, show(x), show(f(x))) for name, x in (("x1", x1), ("x2", x2), ("x1 + x2", x1 + x2))),
                "the three points",
            ),
        )
