"""The order in which what a check lists is shown: shuffled once and for all."""

import random


def shuffled(count: int, seed: str) -> tuple[int, ...]:
    """The numbers below `count` in an order that depends on nothing but `count` and the seed."""
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311 -- a shuffle for the eye
    return tuple(order)
