"""The `pair` lab: does g(p) + g(q) equal g(p + q)? A linear function passes for every pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field

from tutor.expression import Measure
from tutor.figure import Curve, Plot, Points, Table, axis
from tutor.lab import Knob, Lab, Lamp, Reading, Settings
from tutor.labs.formula import applied, equation, factor, joined
from tutor.net.activation import ACTIVATIONS, RELU, Activation
from tutor.net.network import exact
from tutor.rational import show
from tutor.schema import Bounds, Rational
from tutor.store import Store


class PairLab(Lab):
    """Two inputs p and q, and a function f.

    Attributes:
        p, q: the inputs at the start.
        activation: the name of f in the activation table.
        knobs: which of p and q may be turned.
        bounds: how far they turn.
    """

    titles: ClassVar = {"pair": "both sides"}

    p: Rational
    q: Rational
    activation: Literal["relu", "identity"] = "relu"
    knobs: tuple[Literal["p", "q"], ...] = ("p", "q")
    bounds: Bounds = Field(default_factory=lambda: Bounds(low=Fraction(-5), high=Fraction(5)))

    @property
    def all_knobs(self) -> tuple[Knob, ...]:
        """p and q."""
        return (Knob.within(self.bounds, "p", self.p), Knob.within(self.bounds, "q", self.q))

    @property
    def views(self) -> tuple[str, ...]:
        """One view: the graph with its points."""
        return ("pair",)

    @property
    def stated(self) -> frozenset[Fraction]:
        """The pair at the start."""
        return frozenset({self.p, self.q})

    def read(self, settings: Settings, store: Store) -> "PairReading":  # noqa: ARG002 -- nothing here takes long
        """What is seen at these p and q."""
        return PairReading(settings["p"], settings["q"], ACTIVATIONS[self.activation], self.bounds)


@dataclass(frozen=True)
class PairReading(Reading):
    """One pair, the three values of f, and whether they add up."""

    p: Fraction
    q: Fraction
    activation: Activation
    bounds: Bounds

    def f(self, z: Fraction) -> Fraction:
        """The function, exactly."""
        result: Fraction = Fraction(self.activation.function(exact([z]))[0])
        return result

    @property
    def apart(self) -> Fraction:
        """f(p) + f(q) − f(p + q)."""
        return self.f(self.p) + self.f(self.q) - self.f(self.p + self.q)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """f(x), p, q, and gap = f(p) + f(q) − f(p + q)."""
        return {
            "f": Measure(self.f, 1),
            "p": Measure(lambda: self.p),
            "q": Measure(lambda: self.q),
            "gap": Measure(lambda: self.apart),
        }

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """One lamp: the two sides are equal."""
        p, q = self.p, self.q
        separate, together = self.f(p) + self.f(q), self.f(p + q)
        sign = "=" if separate == together else "≠"
        return (Lamp("f(p) + f(q) = f(p + q)", "", separate == together, f"{show(separate)} {sign} {show(together)}"),)

    @property
    def formula(self) -> tuple[str, ...]:
        """Both sides with the numbers plugged in."""
        p, q = self.p, self.q
        fp, fq = show(self.f(p)), show(self.f(q))
        return (
            f"f(p) + f(q) = f({show(p)}) + f({show(q)}) = {fp} + {fq} = {show(self.f(p) + self.f(q))}",
            f"f(p + q)    = f({show(p)} + {show(q)}) = f({show(p + q)}) = {show(self.f(p + q))}",
        )

    @property
    def explainable(self) -> tuple[str, ...]:
        """The three values of f, and the gap between the two sides."""
        return tuple(self._explanations())

    def explain(self, number: str) -> tuple[str, ...]:
        """The function with the number plugged in, or the difference of the two sides. Raises KeyError for others."""
        return self._explanations()[number]

    def _explanations(self) -> dict[str, tuple[str, ...]]:
        p, q = self.p, self.q
        separate, together = f"{show(self.f(p))} + {factor(self.f(q))}", factor(self.f(p + q))
        return {
            "f(p)": (equation("f(p)", f"f({show(p)})", *self._by_hand(p)),),
            "f(q)": (equation("f(q)", f"f({show(q)})", *self._by_hand(q)),),
            "f(p + q)": (
                equation("p + q", joined([show(p), show(q)]), show(p + q)),
                equation("f(p + q)", f"f({show(p + q)})", *self._by_hand(p + q)),
            ),
            "gap": ("gap = f(p) + f(q) − f(p + q)", equation("", f"{separate} − {together}", show(self.apart))),
        }

    def _by_hand(self, z: Fraction) -> tuple[str, ...]:
        plugged = applied(self.activation, show(z)) if self.activation is RELU else show(z)
        return (plugged, show(self.f(z)))

    def figure(self, view: str) -> Plot:  # noqa: ARG002 -- a lab with one view still has the signature of a lab
        """The graph of f with p, q, p + q, and the sum of the two values above p + q."""
        p, q, f = self.p, self.q, self.f
        marked = (p, q, p + q, Fraction(0), 2 * self.bounds.low, 2 * self.bounds.high)
        low, high = min(marked), max(marked)
        equal = self.apart == 0
        return Plot(
            x=axis(low, high),
            y=axis(f(low), f(high), round_out=True, most=5),
            curves=(Curve(tuple((x, f(x)) for x in sorted({low, Fraction(0), high})), "curve", "f"),),
            points=(
                Points(((p + q, f(p + q)),), "mark", "f(p + q)", "●"),
                Points(((p + q, f(p) + f(q)),), "good" if equal else "bad", "f(p) + f(q)", "◆"),
                Points(((p, f(p)),), "data", "p", "p"),
                Points(((q, f(q)),), "data", "q", "q"),
            ),
            text="the two agree" if equal else f"the two are {show(abs(self.apart))} apart",
            tell=lambda: Table(
                ("point", "x", "f(x)"),
                tuple((name, show(x), show(f(x))) for name, x in (("p", p), ("q", q), ("p + q", p + q))),
                "the three points",
            ),
        )
