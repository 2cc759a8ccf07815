"""Pieces in floats and regions as covers of a range, for the verdicts on units (`liveness`)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.net.float_pieces import FloatPieces
from tutor.net.regions import Regions
from tutor.net.seen import Flags
from tutor.rational import Real


@dataclass(frozen=True)
class FloatCover:
    """Pieces in floats as the cover of a range. A unit that is dead on all pieces may still wake at an edge."""

    found: FloatPieces
    woken: list[NDArray[np.intp]]

    def ever_active(self, layer: int) -> Flags:
        """As in `Cover`."""
        return self.found.ever_active(layer) | (self.woken[layer] >= 0)

    def always_active(self, layer: int) -> Flags:
        """As in `Cover`."""
        return self.found.always_active(layer)

    def waking(self, layer: int) -> list[tuple[Real, ...] | None]:
        """As in `Cover`."""
        at_edges = [(float(self.found.edges[edge]),) if edge >= 0 else None for edge in self.woken[layer]]
        return [inside or at for inside, at in zip(self.found.waking(layer), at_edges, strict=True)]


@dataclass(frozen=True)
class RegionCover:
    """Regions as the cover of a box."""

    regions: Regions

    def ever_active(self, layer: int) -> Flags:
        """As in `Cover`."""
        return np.asarray(self.regions.active[layer].any(axis=0))

    def always_active(self, layer: int) -> Flags:
        """As in `Cover`."""
        return np.asarray(self.regions.active[layer].all(axis=0))

    def waking(self, layer: int) -> list[tuple[Real, ...] | None]:
        """As in `Cover`."""
        active = self.regions.active[layer]
        first = active.argmax(axis=0)
        return [tuple(self.regions.inside(r)) if active[r, unit] else None for unit, r in enumerate(first.tolist())]
