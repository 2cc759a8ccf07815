"""The kinds of lab, one file each, and the table that names them."""

from tutor.lab import Lab
from tutor.labs.network import NetworkLab
from tutor.labs.pair import PairLab

LABS: dict[str, type[Lab]] = {
    "network": NetworkLab,
    "pair": PairLab,
}
"""What may follow `lab` on a fence of a lesson file, and the model that reads what the fence holds."""
