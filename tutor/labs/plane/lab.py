"""The `plane` lab: a network with two inputs that tells two classes apart; trained, or with its numbers given."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from tutor.expression import Measure
from tutor.figure import Figure
from tutor.lab import Lamp, Offer, Reading, Settings
from tutor.labs import replay
from tutor.labs.formula import applied, weighted_sum
from tutor.labs.measures import number, of_settings
from tutor.labs.over_plane import why_linear
from tutor.labs.plane.facts import PlaneFacts
from tutor.labs.plane.run import plan
from tutor.labs.plane.spec import PlaneSpec
from tutor.labs.plane.views import TITLES, VIEWS
from tutor.net.layout import count
from tutor.net.network import Network
from tutor.rational import show
from tutor.store import Store


class PlaneLab(PlaneSpec):
    """A network over the plane, whose boundary and regions are seen while it is trained or turned."""

    titles: ClassVar = TITLES

    def read(self, settings: Settings, store: Store) -> "PlaneReading":
        """What is seen at these settings. It trains up to their step when that is asked for."""
        return PlaneReading(PlaneFacts(self, settings, store))

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:
        """The step reached with about this many seconds of training; where training ended, the step itself."""
        run = plan(self, settings).run(store)
        return Fraction(replay.advance([run], int(settings["step"]), int(most), seconds))


@dataclass(frozen=True, eq=False)
class PlaneReading(Reading):
    """A plane lab at one setting."""

    facts: PlaneFacts

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every setting by its name; f(x, y), loss, accuracy (in %), regions, boundary_pieces and linear."""
        facts = self.facts
        return {
            **of_settings(facts.settings),
            **({"step": number(lambda: facts.step)} if facts.spec.clock else {}),
            "f": Measure(facts.f, 2),
            "loss": number(lambda: facts.loss),
            "accuracy": number(lambda: 100 * facts.over.accuracy),
            "regions": number(lambda: len(facts.known_regions)),
            "boundary_pieces": number(lambda: len(facts.known_regions.zero_level())),
            "linear": number(lambda: facts.over.linear),
        }

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Whether f = 0 separates the classes, and whether f is one plane."""
        wrong, rows = int((~self.facts.over.right).sum()), len(self.facts.over.right)
        where = f"{wrong} of {rows} rows are on the wrong side of f = 0" if wrong else "each is on its side of f = 0"
        return (
            Lamp("separates", "all rows", not wrong, where),
            Lamp("linear", "on the box", self.facts.over.linear, why_linear(self.facts.over)),
        )

    @property
    def formula(self) -> tuple[str, ...]:
        """f with its numbers, or the size of the network; and how well it does."""
        facts, trained = self.facts, self.facts.spec.clock
        sizes = facts.spec.sizes(facts.settings)
        size = f"{'-'.join(map(str, sizes))} network, {facts.activation}, {count(sizes)} parameters"
        at = f"step {facts.step}: " if trained else ""
        done = f"{at}{facts.over.score} ({show(100 * facts.over.accuracy)} %), loss {show(facts.loss)}"
        return (size, done) if trained else (f"f(x, y) = {_sum(facts.network)}", size, done)

    def figure(self, view: str) -> Figure:
        """The figure of one view."""
        return VIEWS[view](self.facts)

    @cached_property
    def offer(self) -> Offer | None:
        """A tenth of the learning rate, where training has diverged."""
        if self.facts.diverged is None:
            return None
        rate = self.facts.settings["rate"] / 10
        return Offer(f"{self.facts.diverged.reason}. Try a rate of {show(rate)}", {"rate": rate})


def _sum(network: Network) -> str:
    """c + Σ vᵢ·g(zᵢ), for one hidden layer."""
    (inner, outer), (biases, (c,)) = network.weights, network.biases
    z = (weighted_sum(w, "xy", b) for w, b in zip(inner, biases, strict=True))
    return weighted_sum(outer[0], [applied(network.activations[0], each) for each in z], c)
