"""What the tests of several commands share."""

import numpy as np
import pytest

from tutor.cli import main
from tutor.net.network import Network


@pytest.fixture
def inspect(tmp_path, capsys):
    """Runs the command on a network and data given as what the files hold; returns status, output and errors."""

    def run(network, *arguments, data=None):
        if isinstance(network, Network):
            path = tmp_path / "net.npz"
            both = zip(network.weights, network.biases, strict=True)
            np.savez(
                path, **{f"{letter}{i}": a for i, each in enumerate(both) for letter, a in zip("Wb", each, strict=True)}
            )
        else:
            path = tmp_path / "net.toml"
            path.write_text(network)
        if data is not None:
            (tmp_path / "data.csv").write_text(data)
            arguments = (*arguments, "--data", str(tmp_path / "data.csv"))
        status = main(["inspect", str(path), *arguments])
        output, errors = capsys.readouterr()
        return status, output, errors

    return run
