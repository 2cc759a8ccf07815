"""What a step has for its proofs: its lab as it is handed over, its measures, and a list of what is wrong."""

from fractions import Fraction

from tutor import expression
from tutor.expression import Comparison, ExpressionError, Measures, Node, UndefinedError
from tutor.lab import Settings, check_bounds, measures_at, start_settings, turn_all
from tutor.lesson.model import Lesson, Step
from tutor.lesson.problem import Problem, with_suggestion
from tutor.nearest import did_you_mean
from tutor.rational import show
from tutor.store import Store


class Ground:
    """What the proofs of one step share.

    Attributes:
        step, lab: the step, and its lab if it has one.
        start: the settings of the lab as the step hands it over.
        own: the measures of the lab there.
        measures: those, and the figures that the lesson cites.
        problems: what has been found so far.
    """

    def __init__(self, lesson: Lesson, step: Step, cited: Measures, store: Store) -> None:
        self.lesson, self.step, self.lab = lesson, step, step.lab
        self.cited, self.store = cited, store
        self.start: Settings = start_settings(step.lab) if step.lab else {}
        self.own: Measures = self.at(self.start)
        self.measures: Measures = {**cited, **self.own}
        self.problems: list[Problem] = []

    def complain(self, line: int, message: str) -> None:
        """Note a problem at a line of the file."""
        self.problems.append(Problem(self.lesson.path, line, message))

    def at(self, settings: Settings) -> Measures:
        """The measures of the lab at some settings; none without a lab."""
        return measures_at(self.lab, settings, self.store) if self.lab else {}

    def turned(self, changes: Settings) -> Settings:
        """The settings at the start with some knobs turned."""
        return turn_all(self.lab, self.start, changes) if self.lab else {}

    def value(self, text: str, line: int) -> Fraction | None:
        """The value of an expression; None, and a problem, where it has none."""
        try:
            return expression.evaluate(expression.parse(text), self.measures)
        except ExpressionError as error:
            self.complain(line, with_suggestion(error, self.measures))
        except UndefinedError as error:
            self.complain(line, f"{text} has no value: {error}")
        return None

    def comparison(self, text: str, line: int) -> Comparison | None:
        """The comparison in a text; None, and a problem, where there is none."""
        try:
            return expression.parse_comparison(text)
        except ExpressionError as error:
            self.complain(line, str(error))
            return None

    def holds(self, claim: Comparison, line: int) -> bool | None:
        """Whether a claim is true; None, and a problem, where that cannot be decided."""
        try:
            return expression.holds(claim, self.measures_when(claim))
        except ExpressionError as error:
            self.complain(line, with_suggestion(error, self.measures))
        except UndefinedError as error:
            self.complain(line, f"{claim.text} has no value: {error}")
        return None

    def measures_when(self, claim: Comparison) -> Measures:
        """The measures at the start, or at the settings after `when`.

        Raises:
            ExpressionError: for a name after `when` that the lab does not have.
            UndefinedError: for a value after `when` that is none, or out of the bounds of its knob.
        """
        if not claim.when:
            return self.measures
        for name, _ in claim.when:
            if name not in self.start:
                raise ExpressionError(f"when {name}: the lab has no such number{did_you_mean(name, self.start)}")
        changes = {name: expression.evaluate(node, self.measures) for name, node in claim.when}
        if self.lab:
            check_bounds(self.lab, changes)
        return {**self.cited, **self.at(self.turned(changes))}

    def worth(self, side: Node, claim: Comparison) -> str:
        """The value of one side of a claim, as a person reads it."""
        return show(expression.evaluate(side, self.measures_when(claim)))
