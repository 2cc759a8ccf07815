"""Which units of the hidden layer are active where, and which are dead. Exact for exact networks.

A unit is *inactive on an input* where z ≤ 0, *active on k of n rows*, *dead on the data* where z ≤ 0 on every row
(then the gradients of its incoming weights are exactly 0), *dead on a range* where z ≤ 0 on the whole interval.
"""

from dataclasses import dataclass
from fractions import Fraction

from tutor.net.activation import Array
from tutor.net.network import Network, exact


@dataclass(frozen=True)
class Liveness:
    """One unit over the rows of the data and over a range of inputs.

    Attributes:
        unit: its index in the hidden layer.
        active_rows: on how many rows z > 0.
        rows: how many rows there are.
        dead_on_range: z ≤ 0 on the whole range, proved.
    """

    unit: int
    active_rows: int
    rows: int
    dead_on_range: bool

    @property
    def dead_on_data(self) -> bool:
        """Active on no row. Without data nothing can be said, and this is False."""
        return self.rows > 0 and self.active_rows == 0

    @property
    def status(self) -> str:
        """The verdict in the words of the course."""
        if self.dead_on_data:
            return "dead on the data and the range" if self.dead_on_range else "dead on the data"
        if not self.rows:
            return "dead on the range" if self.dead_on_range else "active somewhere on the range"
        return f"active on {self.active_rows} of {self.rows} rows"


def liveness(network: Network, x: Array, low: Fraction, high: Fraction) -> tuple[Liveness, ...]:
    """Every unit of the first hidden layer, over rows x of shape (rows, 1) and the range [low, high].

    z = w·x + b is affine in the one input, so it is ≤ 0 on the whole range exactly when it is at both ends.
    """
    active = network.forward(x).z[0] > 0
    at_ends = network.forward(exact([[low], [high]])).z[0] <= 0
    return tuple(
        Liveness(unit, int(active[:, unit].sum()), len(x), bool(at_ends[:, unit].all()))
        for unit in range(active.shape[1])
    )
