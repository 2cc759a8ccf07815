"""What is true of a study of restarts at one step."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tutor.expression import UndefinedError
from tutor.lab import Settings
from tutor.labs.restarts.run import run
from tutor.labs.restarts.spec import RestartsSpec
from tutor.labs.restarts.study import Bar, StudyAtStep
from tutor.net.restarts.outcome import chance_of_success, wilson
from tutor.store import Store


@dataclass(frozen=True, eq=False)
class RestartsFacts:
    """One study at one step. Each fact is worked out when it is first asked for, and kept.

    All depends on the settings alone: the study trains up to their step before it is looked at.
    """

    spec: RestartsSpec
    settings: Settings
    store: Store

    @cached_property
    def history(self) -> tuple[StudyAtStep, ...]:
        """The study at all its marks up to the step of the settings."""
        return run(self.spec, self.settings, self.store).history(int(self.settings["step"]))

    @property
    def now(self) -> StudyAtStep:
        """The study at the last of these marks."""
        return self.history[-1]

    @property
    def step(self) -> int:
        """The step shown: the last mark up to the step of the settings."""
        return self.now.step

    @property
    def runs(self) -> int:
        """The number of networks."""
        return self.spec.runs

    @cached_property
    def share(self) -> Fraction:
        """The share of the networks that fit."""
        return Fraction(self.now.fits, self.runs)

    def interval(self, then: StudyAtStep) -> tuple[float, float]:
        """The 95 % interval of the probability that a start fits, as seen at some step."""
        return wilson(then.fits, self.runs)

    def chance(self, starts: int) -> Fraction:
        """The chance that at least one of several starts fits."""
        return chance_of_success(self.share, starts)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars of the histogram, in the order of their losses."""
        return self.now.bars

    @property
    def bar(self) -> Bar | None:
        """The chosen bar; None beyond the last."""
        chosen = int(self.settings["bar"])
        return self.bars[chosen] if chosen < len(self.bars) else None

    @property
    def known_bar(self) -> Bar:
        """The chosen bar.

        Raises:
            UndefinedError: beyond the last.
        """
        if self.bar is None:
            raise UndefinedError(f"the histogram has {len(self.bars)} bars, and none with this number")
        return self.bar
