"""The figures of the `plane` lab, one function for each view, and the table that names them."""

from collections.abc import Callable

import numpy as np

from tutor.figure import Figure, Table
from tutor.labs.formula import weighted_sum
from tutor.labs.loss_curve import Run, loss_curve
from tutor.labs.plane.facts import PlaneFacts
from tutor.labs.plane.hidden import AXES, hidden_space, no_space
from tutor.labs.plane_picture import classes_at, plane_picture
from tutor.labs.unit_rows import Group, unit_rows
from tutor.rational import counted


def _regions(facts: PlaneFacts) -> Figure:
    """For each unit, where it switches and in how many regions it is active."""
    header = ("layer", "unit", "switches where", "active in")
    found = facts.over.regions
    if found is None:
        return Table(header, (), f"{facts.activation} bends everywhere: there are no regions")
    if facts.activation == "identity":  # every z passes, below 0 too: a pattern of signs is no pattern of activity
        return Table(header, (), "identity never switches: one region, and no unit is ever inactive")
    body = []
    for layer, active in enumerate(found.active):
        for unit, regions in enumerate(active.sum(axis=0).tolist()):
            line = _line(facts, unit) if not layer else "lines that bend at the layer before"
            whole = {0: "no region: dead in the box", len(found): "all regions"}
            body.append((str(layer), str(unit), line, whole.get(regions, f"{regions} of {len(found)} regions")))
    crossed = counted(len(facts.over.boundary), "piece")
    return Table(header, tuple(body), f"{counted(len(found), 'region')}; the boundary f = 0 has {crossed}")


def _hidden(facts: PlaneFacts) -> Figure:
    """The rows where the two units of the last hidden layer put them."""
    units = facts.hidden.shape[1]
    return hidden_space(facts, classes_at(facts.over, facts.hidden)) if units == AXES else no_space(units)


def _rows(facts: PlaneFacts) -> Figure:
    """On which rows each unit is active, class by class; in each class from the left to the right."""
    points, label = facts.over.rows
    order = np.argsort(points[:, 0], kind="stable")
    groups = [Group(f"class {number}", order[label[order] == number].tolist()) for number in (0, 1)]
    return unit_rows(facts.over.floating, points, groups)


def _loss(facts: PlaneFacts) -> Figure:
    """The logarithm of the loss at each step up to the one that is shown."""
    return loss_curve(Run("loss", 0, facts.losses), facts.step, facts.spec.steps)


TITLES = {
    "plane": "the plane",
    "regions": "the regions",
    "hidden": "the hidden space",
    "rows": "row by row",
    "loss": "the loss",
}

VIEWS: dict[str, Callable[[PlaneFacts], Figure]] = {
    "plane": lambda facts: plane_picture(facts.over),
    "regions": _regions,
    "hidden": _hidden,
    "rows": _rows,
    "loss": _loss,
}


def _line(facts: PlaneFacts, unit: int) -> str:
    """The equation of the line z = 0 of a unit of the first layer."""
    (of_x, of_y), b = facts.network.weights[0][unit], facts.network.biases[0][unit]
    if not (of_x or of_y):
        return "nowhere"
    if isinstance(b, float):
        of_x, of_y, b = (round(float(each), 2) for each in (of_x, of_y, b))
        return f"≈ {weighted_sum((of_x, of_y), 'xy', b)} = 0"
    return f"{weighted_sum((of_x, of_y), 'xy', b)} = 0"
