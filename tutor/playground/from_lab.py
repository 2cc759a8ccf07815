"""What is on the bench of a lesson, in the playground."""

from typing import Any

import numpy as np

from tutor.bench import Bench
from tutor.labs.network.lab import NetworkReading
from tutor.labs.plane import PlaneReading
from tutor.labs.restarts.lab import RestartsReading
from tutor.labs.training.lab import TrainingReading
from tutor.net.network import as_float
from tutor.playground.file import with_network


def from_lab(bench: Bench) -> Bench:
    """A bench of the playground with the network of now as its start, and with the lab's rows and way of training.

    A network without rows of its own gets some on which it is right.

    Raises:
        ValueError: for a lab that cannot be played, or a network that the playground does not take.
    """
    how: dict[str, Any] = {}
    match bench.reading:
        case NetworkReading(facts=facts):
            network, rows = as_float(facts.network), (facts.inputs, facts.labels[:, 0]) if facts.xs else None
        case TrainingReading(facts=training):
            network, rows = training.network, (training.plan.rows[0], training.plan.rows[1][:, 0])
            how = {"optimizer": training.plan.optimizer, "rate": bench.settings["rate"]}
        case PlaneReading(facts=plane):
            network, rows = plane.over.floating, plane.over.rows
            if plane.spec.clock:
                how = {"optimizer": plane.spec.optimizer, "rate": bench.settings["rate"]}
        case RestartsReading(facts=study):
            if study.bar is None:
                raise ValueError("choose a bar first, and its network is opened")
            network = study.now.snapshot.network(int(study.bar.networks[0]))
            x, y = map(np.array, study.spec.task(study.settings).rows)
            rows = (x[:, None], y)
            how = {"optimizer": study.now.study.optimizer.name, "rate": bench.settings["rate"]}
        case _:
            raise ValueError("this lab cannot be opened in the playground")
    return with_network(network, rows, bench.store, how)
