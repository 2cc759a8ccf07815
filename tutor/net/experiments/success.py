"""How often training from a random start succeeds, and at which losses it ends otherwise."""

from dataclasses import dataclass, replace
from fractions import Fraction

from tutor.net.experiments.finding import Findings, counted, share
from tutor.net.experiments.training import Many
from tutor.net.restarts.outcome import Outcome, outcome
from tutor.net.restarts.run import Restarts

NEAR = 0.01
"""A final loss is on a plateau if it is off by at most this fraction."""


@dataclass(frozen=True, kw_only=True)
class Success(Many):
    """The percentage of runs that fit.

    Attributes:
        fit: a run with a smaller loss fits.
        plateaus: losses, such as `26/45`, at which the other runs are counted.
    """

    fit: float
    plateaus: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        for loss in self.plateaus:
            Fraction(loss)  # raises a ValueError if it is none

    def findings(self) -> Findings:
        """`value`, the success rate in percent; for each plateau a/b, `at_a_b`, the number of runs on it."""
        restarts = Restarts(replace(self.study(), fit_below=self.fit), *self.data.rows())
        restarts.advance(self.steps)
        found = outcome(restarts)
        plateaus = {f"at_{loss.replace('/', '_')}": _on(found, Fraction(loss)) for loss in self.plateaus}
        return {
            "value": share(found.counts["fit"], self.runs),
            **{name: counted(number, self.runs) for name, number in plateaus.items()},
        }


def _on(found: Outcome, plateau: Fraction) -> int:
    both = zip(found.losses, found.kinds, strict=True)
    near = float(plateau) * NEAR
    return sum(kind != "fit" and abs(loss - float(plateau)) <= near for loss, kind in both)
