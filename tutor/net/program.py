"""Programs: NumPy calls that are bound once to arrays, and then made as often as needed.

In small networks an operation costs what calling NumPy costs, about a quarter of a microsecond. A program consists of
such calls and nothing else: no array is allocated, no view is made, no name is looked up. Three rules keep a call that
cheap:

- The output is the last positional argument; as `out=` it costs a tenth more.
- A constant is an array without axes (`constant`); a Python float costs half as much again.
- An array that is read and written is one and the same object: for two views of one place NumPy works out whether they
  overlap, which doubles the time.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Program = list[tuple[Callable[..., object], tuple[Any, ...]]]
"""Functions and their arguments, in turn; each function writes its result to one of its arguments."""


def run(program: Program) -> None:
    """Make the calls of a program."""
    for function, arguments in program:
        function(*arguments)


def constant(value: float, dtype: DTypeLike = float) -> NDArray[np.floating]:
    """A number as an array without axes; it has the dtype of the arrays that it meets, so that they keep theirs."""
    return np.array(value, dtype)
