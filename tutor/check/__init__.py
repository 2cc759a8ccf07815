"""What a check is, one file for each family of kinds. An answer goes in, a Verdict comes out.

Every answer is a tuple of rationals: the index of an option, a number, the heights of a sketch, a place for each thing
to be arranged, the values of the knobs that reach a goal. So all answers are judged, kept and replayed in one way.
"""

from tutor.check.arrange import MatchCheck, OrderCheck
from tutor.check.base import Answer, AnswerError, CheckBase, DraftCheck, Mistaken, Slug, Text, Verdict
from tutor.check.choice import ChoiceCheck, ManyCheck, Option, Statement
from tutor.check.goal import CANNOT, CANNOT_SAID, GoalCheck, Standing
from tutor.check.inputs import asked_inputs
from tutor.check.number import DrawnCheck, NumberCheck, Wrong
from tutor.check.sketch import SketchCheck

Check = ChoiceCheck | ManyCheck | OrderCheck | MatchCheck | NumberCheck | DrawnCheck | SketchCheck | GoalCheck
CHECKS: dict[str, type[Check]] = {
    kind.kind: kind
    for kind in (ChoiceCheck, ManyCheck, OrderCheck, MatchCheck, NumberCheck, DrawnCheck, SketchCheck, GoalCheck)
}
"""What may follow `check` on a fence of a lesson file, and the model that reads what the fence holds."""

__all__ = [
    "CANNOT",
    "CANNOT_SAID",
    "CHECKS",
    "Answer",
    "AnswerError",
    "Check",
    "CheckBase",
    "ChoiceCheck",
    "DraftCheck",
    "DrawnCheck",
    "GoalCheck",
    "ManyCheck",
    "MatchCheck",
    "Mistaken",
    "NumberCheck",
    "Option",
    "OrderCheck",
    "SketchCheck",
    "Slug",
    "Standing",
    "Statement",
    "Text",
    "Verdict",
    "Wrong",
    "asked_inputs",
]
