"""A study in training: all its networks at once, step by step. It can be paused or left at any step."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tutor.net.layout import Floats, pack, unpack
from tutor.net.loss import divergence_limit
from tutor.net.network import Network
from tutor.net.restarts.dead_layers import dead_for_good, last_dead_layer
from tutor.net.restarts.forward import all_losses
from tutor.net.restarts.group import Group, State, group_size, is_sorted
from tutor.net.restarts.study import Study

REVIEW = 100
"""Steps after which the networks are grouped anew: without those that diverged, and by their dead layers."""


class Restarts:
    """The networks of a study in training, all at the same step; pauses make no difference to them.

    Attributes:
        study: the settings.
        x: inputs, shape (rows, inputs).
        y: labels, shape (rows, outputs).
        start: the parameters before the first step, shape (count, runs).
        step: the number of steps taken so far.
    """

    def __init__(self, study: Study, x: Floats, y: Floats) -> None:
        self.study, self.x, self.y = study, x.astype(float), y.astype(float)
        self.start = np.stack([pack(study.start(i)) for i in range(study.runs)], axis=1).astype(study.dtype)
        self.step = 0
        parameters = self.start.copy()
        with np.errstate(all="ignore"):
            limit = divergence_limit(self._losses(parameters), self.y).astype(study.dtype)
        memory = study.optimizer.memory(parameters)
        stopped, sorted_samples = np.zeros(study.runs, bool), is_sorted(study, len(x))
        self._state = State(self.x, self.y, parameters, memory, limit, stopped, sorted_samples)
        self._dead = np.zeros(study.runs, np.intp)  # the hidden layer that is dead for good, 0 for none
        self._groups: list[Group] = []
        self._kind = np.empty(0, np.intp)  # by which they are grouped
        self._optimizer = study.optimizer  # of the groups

    @property
    def done(self) -> bool:
        """Whether all steps are taken."""
        return self.step >= self.study.steps

    @property
    def parameters(self) -> Floats:
        """The parameters of all networks at this step, shape (count, runs); where one diverged, those when it did."""
        return self._state.parameters

    @property
    def losses(self) -> Floats:
        """The loss of each network on all rows, shape (runs,); not finite for some that diverged."""
        with np.errstate(all="ignore"):
            return self._losses(self.parameters)

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which networks diverged, shape (runs,)."""
        finite = np.isfinite(self.parameters).all(axis=0)
        return self._state.diverged | ~finite | ~(self.losses <= self._state.limit)

    @property
    def nbytes(self) -> int:
        """About how many bytes the networks and the engines that train them hold."""
        state = (self.start, *vars(self._state).values())
        own: int = sum(each.nbytes for each in state if isinstance(each, np.ndarray))
        return own + sum(group.nbytes for group in self._groups)

    def network(self, i: int) -> Network:
        """Network i at this step, without the activation of the output layer."""
        return unpack(self.parameters[:, i], self.study.sizes, self.study.activation)

    def advance(self, steps: int) -> int:
        """Take up to `steps` steps, fewer if the study ends before; return the number of steps taken."""
        first = self.step
        end = min(first + steps, self.study.steps)
        changes = [k for k, _ in self.study.rates]
        with np.errstate(all="ignore"):
            while self.step < end:
                if self.step % REVIEW == 0 or self.step in changes:
                    self._review()
                until = min(end, self.step + REVIEW - self.step % REVIEW, *(k for k in changes if k > self.step))
                for group in self._groups:
                    group.advance(self.step, until)
                self.step = until
        for group in self._groups:
            group.store()
        if self.done:
            self._groups = []  # their arrays may be larger than all networks
        return self.step - first

    def _losses(self, parameters: Floats) -> Floats:
        return all_losses(parameters, self.study, self.x, self.y)

    def _review(self) -> None:
        """Group the networks by their dead layers, without those that diverged, and set the learning rate."""
        for group in self._groups:
            group.store()
        if not self._state.sorted_samples:  # there a dead network takes as long as another
            self._find_dead()
        kind = np.where(self._state.diverged, -1, self._dead)
        optimizer = self.study.optimizer_after(self.step)
        if np.array_equal(kind, self._kind) and optimizer == self._optimizer:
            return
        self._kind, self._optimizer, self._groups = kind, optimizer, []
        study = replace(self.study, optimizer=optimizer)
        for dead in np.unique(kind[kind >= 0]).tolist():
            networks = np.flatnonzero(kind == dead)
            parts = -(-len(networks) // group_size(study, self._state, dead))
            self._groups += [Group(study, self._state, part, dead) for part in np.array_split(networks, parts)]

    def _find_dead(self) -> None:
        study, state = self.study, self._state
        living = np.flatnonzero((self._dead == 0) & ~state.diverged)
        parameters = state.parameters[:, living]
        dead = last_dead_layer(parameters, study, self.x)
        self._dead[living] = dead_for_good(parameters, state.memory[:, :, living], study, self.step, dead)
