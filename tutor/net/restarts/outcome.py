"""The outcome of a study: what has become of each network, and how likely a restart is to succeed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tutor.net.activation import IDENTITY
from tutor.net.float_pieces import FloatPieces, float_pieces
from tutor.net.layout import Floats
from tutor.net.network import with_activated_output
from tutor.net.restarts.forward import outputs
from tutor.net.restarts.run import Restarts

WORDS = {
    "diverged": "diverged",
    "fit": "fit",
    "constant": "collapsed to a constant",
    "linear": "linear on the data",
    "one bend": "one bend",
    "other": "anything else",
}
"""What a network can be, with the words for it in tables; the first that holds."""

KINDS = tuple(WORDS)

BORN_DEAD = "constant before the first step"
"""The words for networks whose outputs on the data are all equal at the start."""

WITHIN = 1.01
"""A plateau takes the losses up to this many times its smallest."""

CONSTANT = 1e-9
"""Outputs that differ by less count as equal, relative to the size of outputs and labels: the rest is rounding."""

BEND = 1e-3
"""A change of slope counts as a bend from this fraction of the largest slope on, and outputs count as straight within
this fraction of their spread from a line: training approaches a straight line for ever without reaching it."""

INTERVALS = 512
"""Equal intervals between the smallest and the largest x, in which bends are looked for."""

P = TypeVar("P", Fraction, float)


@dataclass(frozen=True)
class Outcome:
    """The outcome of a study at the step it has reached.

    Attributes:
        kinds: for each network, its kind among KINDS.
        losses: for each network, its loss; not finite for some that diverged.
        born_dead: the number of networks that were constant on the data before the first step.
        fit_below: the loss below which a network fits.
    """

    kinds: tuple[str, ...]
    losses: tuple[float, ...]
    born_dead: int
    fit_below: float

    @property
    def counts(self) -> dict[str, int]:
        """The number of networks of each kind."""
        return {kind: self.kinds.count(kind) for kind in KINDS}

    @property
    def success_rate(self) -> float:
        """The fraction of networks that fit."""
        return self.kinds.count("fit") / len(self.kinds)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the probability that a restart fits."""
        return wilson(self.kinds.count("fit"), len(self.kinds))

    @property
    def plateaus(self) -> dict[str, int]:
        """The number of networks that ended at about the same loss, by the smallest loss of each group.

        All networks that fit are one group; the others are grouped by `plateaus`. Networks that diverged are in none.
        """
        groups: Counter[str] = Counter()
        if fits := self.kinds.count("fit"):
            groups[f"< {self.fit_below:g}"] = fits
        others = [i for i, kind in enumerate(self.kinds) if kind not in {"diverged", "fit"}]
        losses = np.array(self.losses)
        for group in plateaus(losses, np.array(others, np.intp)):
            groups[f"{losses[group[0]]:.4g}"] += len(group)
        return dict(groups)


def plateaus(losses: Floats, networks: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """The networks in groups of about the same loss, in the order of their losses.

    Each group takes the losses up to WITHIN times its smallest, which stands first.

    Args:
        losses: of all networks of a study, shape (runs,).
        networks: the numbers of those to be grouped; their losses are finite.
    """
    ordered = networks[np.argsort(losses[networks], kind="stable")]
    ascending, first = losses[ordered].astype(float), 0
    while first < len(ordered):
        last = int(np.searchsorted(ascending, WITHIN * ascending[first], side="right"))
        yield ordered[first:last]
        first = last


def outcome(restarts: Restarts) -> Outcome:
    """The outcome at the step that the networks have reached."""
    study, size = restarts.study, float(np.abs(restarts.y).max(initial=0.0))
    with np.errstate(all="ignore"):
        losses, diverged = restarts.losses, restarts.diverged
        constant, linear = _straight(restarts, restarts.parameters, size)
        born_dead, _ = _straight(restarts, restarts.start, size)
        tests = (diverged, losses < study.fit_below, constant, linear, _one_bend(restarts))
        first = np.argmax([*tests, np.ones(study.runs, bool)], axis=0)
    return Outcome(tuple(KINDS[i] for i in first), tuple(losses.tolist()), int(born_dead.sum()), study.fit_below)


def _straight(restarts: Restarts, parameters: Floats, size: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which networks are constant on the data, and which are affine, by least squares; each of shape (runs,)."""
    x, runs = restarts.x, parameters.shape[1]
    constant, linear = np.zeros((2, runs), bool)
    basis, singular, _ = np.linalg.svd(np.column_stack([x, np.ones(len(x))]), full_matrices=False)
    basis = basis[:, singular > 1e-12 * singular[0]]  # orthonormal columns that span the affine functions on the data
    for part, f in outputs(parameters, restarts.study, x):
        away = f - f[:, :, :1]
        spread = np.abs(away).max(axis=(1, 2))
        constant[part] = spread <= CONSTANT * np.maximum(np.abs(f).max(axis=(1, 2)), size)
        rest = away - away @ basis @ basis.T
        linear[part] = np.abs(rest).max(axis=(1, 2)) <= BEND * spread
    return constant, linear


def _one_bend(restarts: Restarts) -> NDArray[np.bool_]:
    """Which networks bend exactly once between the smallest and the largest x, shape (runs,).

    Only networks with one input, one output and piecewise-linear activations count, whatever their depth. Breakpoints
    that all lie closer together than one of INTERVALS equal intervals count as one.

    The slopes of the intervals tell where to look. A breakpoint changes the slope at both ends of its interval, or at
    one point if it lies there. So changes at one or both ends of an interval are one bend. Changes at the outer ends of
    two neighbouring intervals may be one too: then the pieces around decide.
    """
    study, x = restarts.study, restarts.x
    found = np.zeros(study.runs, bool)
    one_by_one = study.sizes[0] == study.sizes[-1] == 1
    if not one_by_one or any(each.slopes is None for each in (*study.activations, study.output)):
        return found
    grid = np.linspace(x.min(), x.max(), INTERVALS + 1)
    for part, f in outputs(restarts.parameters, study, grid[:, None]):
        slopes = np.diff(f[:, 0]) / np.diff(grid)
        least = BEND * np.abs(slopes).max(axis=1, keepdims=True)
        bends = np.abs(np.diff(slopes)) > least
        first, last = bends.argmax(axis=1), bends.shape[1] - 1 - bends[:, ::-1].argmax(axis=1)
        found[part] = bends.any(axis=1) & (last - first <= 1)
        for i in np.flatnonzero(last - first == 2):
            network = restarts.network(part.start + i)
            if study.output is not IDENTITY:
                network = with_activated_output(network, study.output)
            around = float_pieces(network, grid[first[i]], grid[last[i] + 2])
            found[part.start + i] = _bent_over(around, least[i]) < grid[1] - grid[0]
    return found


def _bent_over(pieces: FloatPieces, least: Floats) -> float:
    """How far it is from the first bend to the last, in x; 0 if no slope differs by more than `least`.

    The first bend is where the slope leaves that of the first piece, the last where it reaches that of the last piece.
    """
    from_first, to_last = (np.abs(pieces.slopes - pieces.slopes[end]) > least for end in (0, -1))
    left, right = pieces.edges[:-1][from_first], pieces.edges[1:][to_last]
    return float(right[-1] - left[0]) if len(left) and len(right) else 0.0


def wilson(successes: float, trials: float, z: float = 1.959964) -> tuple[float, float]:
    """The score interval of a probability (Wilson 1927), with 95 % confidence for z = 1.96.

    The ends are those p from which the observed fraction is z standard deviations √(p·(1 − p)/n) away.
    """
    share = successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    # At 0 and 1, rounding would leave a trace.
    return 0.0 if not successes else middle - half, 1.0 if successes == trials else middle + half


def chance_of_success(p: P, restarts: int) -> P:
    """The probability that at least one of k restarts fits, if each fits with probability p: 1 − (1 − p)^k."""
    return 1 - (1 - p) ** restarts
