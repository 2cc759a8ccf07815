"""Gradients of many networks 1-H-1 at once, in a time that does not depend on the number of samples.

For one input, one hidden layer of ReLU, one output, the mean squared error and full batches. With the samples sorted by
x, unit j is active on the samples left of its breakpoint κⱼ = −bⱼ/wⱼ if w < 0, and on all others if w > 0. So every sum
in a gradient is a sum over a prefix of the samples, or the difference of two. There is no pass over the layers to share
with the other places where gradients are computed.

Let u = x − x_min ≥ 0 and β = b + w·x_min, so that z = w·u + β. With d = v·|w|, and with the breakpoint κ = −β/w
measured in u, for either sign of w

    v·max(0, z) = [w > 0]·(v·w·u + v·β) + d·max(0, κ − u),    d·κ = −v·sign(w)·β: no division,

so f(u) = A·u + B + Σⱼ dⱼ·max(0, κⱼ − u), where A = Σ v·w and B = c + Σ v·β over the units with w > 0. Let P0, P1, P2,
Py and Puy be the sums of 1, u, u², y and u·y over the samples left of breakpoint i. Over these samples, the residual
r = f − y has the sums

    Σ r   = A·P1ᵢ + B·P0ᵢ − Pyᵢ  + Σⱼ dⱼκⱼ·min(P0ᵢ, P0ⱼ) − dⱼ·min(P1ᵢ, P1ⱼ)
    Σ u·r = A·P2ᵢ + B·P1ᵢ − Puyᵢ + Σⱼ dⱼκⱼ·min(P1ᵢ, P1ⱼ) − dⱼ·min(P2ᵢ, P2ⱼ),

because one of two prefixes contains the other and, as u ≥ 0, the smaller sum is that over both. All sums are kept
multiplied by 2/n, the factor of the gradients.
"""

import numpy as np
from numpy.typing import NDArray

from tutor.net.layout import Floats, Sizes, layers


class SortedSamples:
    """The gradients of some number of networks on the same samples.

    The sums over a prefix are looked up again only if a breakpoint has passed a sample since the call before.

    Args:
        x: inputs, shape (rows, 1).
        y: labels, shape (rows, 1).
        sizes: (1, H, 1).
        seeds: the number of networks.
    """

    def __init__(self, x: Floats, y: Floats, sizes: Sizes, seeds: int) -> None:
        order = np.argsort(x[:, 0], kind="stable")
        self.sizes, self.x, y = sizes, x[order, 0], y[order, 0]
        self.x_min = self.x[0]
        u = self.x - self.x_min
        terms = np.stack([np.ones_like(u), u, u * u, y, u * y]) * (2.0 / len(u))
        self.prefixes = np.concatenate([np.zeros((5, 1)), np.cumsum(terms, axis=1)], axis=1)
        self.ends = np.concatenate([[-np.inf], self.x, [np.inf]])
        below = np.concatenate([[-np.inf], np.nextafter(self.x, -np.inf), [np.inf]])
        # k is valid while lo < κ ≤ hi for w < 0, and while lo ≤ κ < hi for w > 0. Bounds just below the samples give
        # the second condition the form of the first.
        self.bounds = np.concatenate([self.ends, below])
        self.equal_until = np.append(np.searchsorted(self.x, self.x, side="right"), len(u))
        self._allocate(sizes[1], seeds)

    def _allocate(self, units: int, seeds: int) -> None:
        self.lo, self.hi = np.full((2, units, seeds), np.nan)  # the sums are valid while lo < κ ≤ hi; none are yet
        self.falling = np.zeros((units, seeds), bool)  # w < 0, or w = −0
        self.sign, self.right = np.ones((2, units, seeds))  # as numbers: −1 and 0 where falling, else 1 and 1
        # The last row is for all samples, as if for a unit whose breakpoint lies right of them.
        self.sums = np.empty((5, units + 1, seeds))
        self.sums[:, -1] = self.prefixes[:, -1:]
        self.pairs = np.empty((3, units, units + 1, seeds))
        self.products = np.empty((2, units, units + 1, seeds))
        self.residuals, self.terms = np.empty((2, 2, units + 1, seeds))
        self.kappa, self.beta, self.d, self.d_kappa, self.room = np.empty((5, units, seeds))
        self.by_size = np.empty((units + 1, seeds))
        self.inside, self.check, self.signbit = np.empty((3, units, seeds), bool)
        self.slope, self.offset = np.empty((2, seeds))

    def gradients(self, parameters: Floats, gradient: Floats) -> Floats:
        """Write ∂L/∂θ, shape (count, seeds), for parameters of that shape; return (1/n)·Σ r·f, shape (seeds,).

        This is the loss (1/n)·Σ r² up to √(loss·mean y²), which is enough to see a loss far above the mean of y².

        With sums over the samples where z > 0: ∂L/∂w = (2/n)·v·Σ r·x, ∂L/∂b = (2/n)·v·Σ r,
        ∂L/∂v = (2/n)·(w·Σ r·x + b·Σ r); and ∂L/∂c = (2/n)·Σ r over all samples.
        """
        hidden, output = layers(parameters, self.sizes)
        w, b, v, c = hidden[:, 0], hidden[:, 1], output[0, :-1], output[0, -1]
        by_hidden, by_output = layers(gradient, self.sizes)
        self._follow_breakpoints(w, b)
        self._resolve(w, b, v, c)
        self._sum_residuals()
        r, x_r = self._active_sums()
        np.multiply(w, x_r, out=by_output[0, :-1])
        by_output[0, :-1] += np.multiply(b, r, out=self.room)
        np.multiply(v, x_r, out=by_hidden[:, 0])
        np.multiply(v, r, out=by_hidden[:, 1])
        by_output[0, -1] = self.residuals[0, -1]
        np.multiply(output[0], by_output[0], out=self.by_size)
        self.by_size *= 0.5
        result: Floats = np.add.reduce(self.by_size, axis=0)  # f is linear in v and c: Σ r·f = ½·n·(v·∂L/∂v + c·∂L/∂c)
        return result

    def _follow_breakpoints(self, w: Floats, b: Floats) -> None:
        """Update the sums over the samples left of each breakpoint."""
        np.divide(b, w, out=self.kappa)
        np.negative(self.kappa, out=self.kappa)  # in x, not in u: without an error where a sample is on the breakpoint
        inside = np.greater(self.kappa, self.lo, out=self.inside)
        inside &= np.less_equal(self.kappa, self.hi, out=self.check)
        inside &= np.equal(np.signbit(w, out=self.signbit), self.falling, out=self.check)
        if inside.all():
            return
        self.falling[...] = self.signbit
        np.copysign(1.0, w, out=self.sign)
        np.multiply(np.add(self.sign, 1.0, out=self.room), 0.5, out=self.right)
        left = np.flatnonzero(~inside)
        k = self._search(left)
        for sums, prefix in zip(self.sums, self.prefixes, strict=True):
            sums[:-1].reshape(-1)[left] = prefix[k]
        np.minimum(self.sums[:3, :-1, None], self.sums[:3, None], out=self.pairs)

    def _search(self, left: NDArray[np.intp]) -> NDArray[np.intp]:
        """The number of samples k left of the breakpoints with these flat indices; sets `lo` and `hi` for them.

        A unit is inactive on a sample that is on its breakpoint, as ReLU′(0) = 0. For w < 0 the k samples are active,
        and such a sample is not one of them. For w > 0 they are inactive, and it is one of them, as are all samples
        equal to it.
        """
        kappa, rising = self.kappa.ravel()[left], ~self.falling.ravel()[left]
        k = np.searchsorted(self.x, kappa)
        k = np.where(rising & (self.ends[k + 1] == kappa), self.equal_until[k], k)
        k[np.isnan(kappa) & ~rising] = 0  # w = b = 0: inactive everywhere; for w = +0 the search rightly returns n
        at = k + rising * len(self.ends)
        self.lo.ravel()[left] = self.bounds[at]
        self.hi.ravel()[left] = self.bounds[at + 1]
        return k

    def _resolve(self, w: Floats, b: Floats, v: Floats, c: Floats) -> None:
        """Set A (`slope`), B (`offset`), d and d·κ (`d_kappa`), with which f = A·u + B + Σ d·max(0, κ − u)."""
        np.multiply(w, self.x_min, out=self.beta)
        self.beta += b
        np.multiply(v, self.sign, out=self.room)
        np.multiply(self.room, w, out=self.d)
        np.multiply(self.room, self.beta, out=self.d_kappa)
        np.negative(self.d_kappa, out=self.d_kappa)
        np.multiply(v, self.right, out=self.room)
        self.beta *= self.room
        self.room *= w
        np.add.reduce(self.room, axis=0, out=self.slope)
        np.add.reduce(self.beta, axis=0, out=self.offset)
        self.offset += c

    def _sum_residuals(self) -> None:
        """Set `residuals`: Σ r and Σ u·r over every prefix, shape (2, units + 1, seeds)."""
        # Every row is multiplied and added up in the same order. So a unit that is active nowhere gets exactly 0, and
        # the last row, over all samples, equals exactly the row of a unit whose prefix is all samples.
        np.multiply(self.pairs[:2], self.d_kappa[:, None], out=self.products)
        np.add.reduce(self.products, axis=1, out=self.residuals)
        np.multiply(self.pairs[1:], self.d[:, None], out=self.products)
        self.residuals -= np.add.reduce(self.products, axis=1, out=self.terms)
        self.residuals += np.multiply(self.sums[1:3], self.slope, out=self.terms)
        self.residuals += np.multiply(self.sums[:2], self.offset, out=self.terms)
        self.residuals -= self.sums[3:]

    def _active_sums(self) -> Floats:
        """Σ r and Σ x·r over the samples where each unit is active, shape (2, units, seeds)."""
        active = np.multiply(self.residuals[:, -1:], self.right, out=self.terms[:, :-1])
        self.residuals[:, :-1] *= self.sign
        active -= self.residuals[:, :-1]  # the prefix for w < 0, all other samples for w > 0
        active[1] += np.multiply(active[0], self.x_min, out=self.room)
        return active
