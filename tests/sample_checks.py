"""A small check of each kind; a test changes what it is about."""

from fractions import Fraction

from hypothesis import strategies as st

from tutor.check import ChoiceCheck, DrawnCheck, GoalCheck, ManyCheck, MatchCheck, NumberCheck, OrderCheck, SketchCheck
from tutor.expression import Measure

COMMON = {"id": "c", "ask": "What?", "hints": ("one", "two", "three"), "explain": "Because."}
LETTERS = "abcdefghij"


def choice(*options, **changes):
    """Three options in this order, of which the second is right; ids are letters where none are given."""
    given_options = options or (
        {"text": "straight", "say": "It is not."},
        {"text": "bent", "right": True},
        {"text": "both", "say": "Not both."},
    )
    options = [{"id": letter, **option} for letter, option in zip(LETTERS, given_options, strict=False)]
    return ChoiceCheck.model_validate({**COMMON, "in_order": True, "options": options, **changes})


def many(rights, name="c", **changes):
    """As many options as there are `rights`, in this order, which say whether each is right; their ids are letters."""
    options = [
        {
            "id": LETTERS[i],
            "text": f"option {i}",
            "right": right,
            "say": f"about {i}",
            **({} if right else {"mistake": "m"}),
        }
        for i, right in enumerate(rights)
    ]
    return ManyCheck.model_validate({**COMMON, "id": name, "in_order": True, "options": options, **changes})


def order(size, name="c"):
    items = [{"text": f"item {i}"} for i in range(size)]
    return OrderCheck.model_validate({**COMMON, "id": name, "items": items, "otherwise": "Look again."})


def match(size, name="c"):
    pairs = [{"left": f"left {i}", "right": f"right {i}", "say": f"about {i}"} for i in range(size)]
    return MatchCheck.model_validate({**COMMON, "id": name, "pairs": pairs})


def number(**changes):
    fields = {"answer": 28, "proof": "28", "otherwise": "Add the units.", **changes}
    return NumberCheck.model_validate({**COMMON, **fields})


def sketch(**changes):
    fields = {"xs": [-1, 0, 2], "heights": [3, 1, 0], "low": -4, "high": 4, "otherwise": "Work it out.", **changes}
    return SketchCheck.model_validate({**COMMON, **fields})


def sketch_of(size):
    """A sketch of `size` points."""
    return sketch(xs=list(range(size)), heights=[i % 3 for i in range(size)], low=-1, high=3)


def goal(*want, **changes):
    return GoalCheck.model_validate({**COMMON, "want": want or ("bends > 0",), "solution": {"b1": 1}, **changes})


PRODUCT = {
    "id": "product",
    "ask": "a is {a} and b is {b}. What is a·b?",
    "hints": ("Take {a}.", "Take {b}.", "It is {answer}."),
    "explain": "`{a}·{b} = {answer}`",
    "otherwise": "Multiply {a} by {b}.",
    "draw": {"a": {"low": -3, "high": 3}, "b": {"low": "1/2", "high": 4, "step": "1/2"}},
    "where": ["a != 0", "a < b"],
    "proof": "a*b",
    "wrong": [
        {"value": "a + b", "mistake": "they were added", "say": "That is {a} + {b}."},
        {"value": "-a*b", "misconception": "M1", "say": "The sign is wrong."},
        {"value": "a/b", "mistake": "they were divided", "say": "Not a/b."},
        {"value": "b/a*a*a", "mistake": "by a detour", "say": "This is the answer itself."},
    ],
}


def drawn(number=0, measures=None, **changes):
    """Draw `number` of a check that asks for a product."""
    return DrawnCheck.model_validate({**PRODUCT, **changes}).drawn(number, measures or {})


def measures(**values):
    """Measures with these values."""
    return {name: Measure(lambda value=value: Fraction(value)) for name, value in values.items()}


IDS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
MANY = st.builds(many, st.lists(st.booleans(), min_size=2, max_size=9), IDS)
ORDER = st.builds(order, st.integers(2, 9), IDS)
MATCH = st.builds(match, st.integers(2, 9), IDS)
SKETCH = st.builds(sketch_of, st.integers(2, 9))
