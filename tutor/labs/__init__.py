"""The kinds of lab, one file each, and the table that names them."""

from tutor.labs.network import NetworkLab
from tutor.labs.pair import PairLab

LABS = {"network": NetworkLab, "pair": PairLab}
"""What may follow `lab` on a fence of a lesson file, and the model that reads what the fence holds."""

AnyLab = NetworkLab | PairLab
