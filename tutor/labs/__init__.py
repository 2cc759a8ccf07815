"""The kinds of lab, one file or folder each, and the table that names them.

In a folder names flow one way: spec.py is what a lesson states, run.py what takes time, facts.py what is true at some
settings, views.py and explain.py show it, and lab.py is the front that puts them together.

Several labs share data.py (the rows that a lesson states), replay.py (training that is looked back on), formula.py
(formulas as text), measures.py (numbers that can be named), and names.py (the names of a network's numbers).
"""

from tutor.lab import Lab
from tutor.labs.activations import ActivationsLab
from tutor.labs.cost import CostLab
from tutor.labs.depth import DepthLab
from tutor.labs.layers import LayersLab
from tutor.labs.network import NetworkLab
from tutor.labs.pair import PairLab
from tutor.labs.plane import PlaneLab
from tutor.labs.play import PlayLab
from tutor.labs.restarts import RestartsLab
from tutor.labs.training import TrainingLab

LABS: dict[str, type[Lab]] = {
    "activations": ActivationsLab,
    "cost": CostLab,
    "depth": DepthLab,
    "layers": LayersLab,
    "network": NetworkLab,
    "pair": PairLab,
    "plane": PlaneLab,
    "play": PlayLab,
    "restarts": RestartsLab,
    "training": TrainingLab,
}
"""The words that may follow `lab` on a fence of a lesson file, and the model that reads what the fence holds."""
