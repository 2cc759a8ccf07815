"""What training makes of a gap between the rows, where no label asks for anything."""

from dataclasses import dataclass
from fractions import Fraction

from tutor.net.experiments.favour import PLACES, deviations
from tutor.net.experiments.finding import Findings, median, share
from tutor.net.experiments.training import Many
from tutor.net.layout import Floats
from tutor.net.restarts.run import Restarts


@dataclass(frozen=True, kw_only=True)
class Gap(Many):
    """How far from straight those ReLU networks 1-n-1 are that fit rows on a line, before and after training.

    The deviation is the largest |f(x) − chord(x)| between the smallest and the largest input. Near the rows it is
    small in a network that fits, so what is left lies in the gaps between them.

    Attributes:
        fit_below: a network with a smaller loss fits.
        above: deviations, such as `1/10`; the networks with larger ones are counted.
    """

    fit_below: float
    above: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.activation != "relu" or len(self.hidden) != 1:
            raise ValueError("the deviation is worked out for one hidden layer of relu")
        for deviation in self.above:
            Fraction(deviation)  # raises a ValueError if it is none

    def findings(self) -> Findings:
        """`fit`, in percent of all runs, and figures of those that fit at the end.

        These are the medians `start_deviation` and `deviation`, and for each a/b of `above`, in percent,
        `start_above_a_b` and `above_a_b`.
        """
        restarts = Restarts(self.study(), *self.data.rows())
        restarts.advance(self.steps)
        fit = restarts.losses < self.fit_below
        before, after = (self._deviations(each[:, fit]) for each in (restarts.start, restarts.parameters))
        those = int(fit.sum())
        found = {
            "fit": share(those, self.runs),
            "start_deviation": median(before, PLACES),
            "deviation": median(after, PLACES),
        }
        for bound in self.above:
            name = f"above_{bound.replace('/', '_')}"
            found[f"start_{name}"] = share(int((before > float(Fraction(bound))).sum()), those)
            found[name] = share(int((after > float(Fraction(bound))).sum()), those)
        return found

    def _deviations(self, parameters: Floats) -> Floats:
        x, _ = self.data.rows()
        return deviations(parameters, (1, *self.hidden, 1), float(x.min()), float(x.max()))
