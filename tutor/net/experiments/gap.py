"""What training makes of a gap between the rows, where no label asks for anything."""

from dataclasses import dataclass

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
        bent_above: a network with a larger deviation counts as bent.
    """

    fit_below: float
    bent_above: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.activation != "relu" or len(self.hidden) != 1:
            raise ValueError("the deviation is worked out for one hidden layer of relu")

    def findings(self) -> Findings:
        """`fit`, in percent of all runs, and figures of those that fit at the end.

        These are the medians `start_deviation` and `deviation`, and in percent `start_bent` and `bent`.
        """
        restarts = Restarts(self.study(), *self.data.rows())
        restarts.advance(self.steps)
        fit = restarts.losses < self.fit_below
        before, after = (self._deviations(each[:, fit]) for each in (restarts.start, restarts.parameters))
        those = int(fit.sum())
        return {
            "fit": share(those, self.runs),
            "start_deviation": median(before, PLACES),
            "deviation": median(after, PLACES),
            "start_bent": share(int((before > self.bent_above).sum()), those),
            "bent": share(int((after > self.bent_above).sum()), those),
        }

    def _deviations(self, parameters: Floats) -> Floats:
        x, _ = self.data.rows()
        return deviations(parameters, (1, *self.hidden, 1), float(x.min()), float(x.max()))
