"""Files from outside that are no files, or larger than allowed: one line, at once. What is large and honest is read."""

import os
from pathlib import Path

import numpy as np
import pytest
from bad_files import said_of, written
from tables import numbers_of

from tutor.files import FileError, outside
from tutor.files.network import load_network
from tutor.lesson.cut import source
from tutor.lesson.read import read
from tutor.net.layout import sizes_of

ODD = [
    each for each in map(Path, ("/dev/zero", "/dev/null", "/dev/full", "/proc/kmsg", "/proc/self/mem")) if each.exists()
]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("name", ["n.toml", "n.npz", "n.safetensors", "n.csv"])
def test_a_pipe_is_refused_and_nobody_waits_for_it(tmp_path, name):
    """A pipe without a writer would block whoever opens it."""
    os.mkfifo(tmp_path / name)
    assert said_of(tmp_path / name, numbers_of if name.endswith("csv") else load_network) == ": is not a file"


@pytest.mark.parametrize("device", ODD, ids=str)
@pytest.mark.parametrize("name", ["n.toml", "n.npz", "n.safetensors", "n.csv"])
def test_devices_and_files_without_a_size_are_not_read(tmp_path, device, name):
    """A device is no file, and what has no size counts as empty: it may have no end."""
    (tmp_path / name).symlink_to(device)
    said_of(tmp_path / name, numbers_of if name.endswith("csv") else load_network)
    assert isinstance(read(source(device)), list)


def test_a_file_is_read_up_to_its_limit_and_no_further(tmp_path):
    """As many bytes as allowed are read; one more is too many, and a file without a size is empty."""
    path = written(tmp_path, "n.bin", b"x" * 100)
    assert outside.read(path, 100) == b"x" * 100
    with pytest.raises(FileError, match="99 bytes at most"):
        outside.read(path, 99)
    with pytest.raises(FileError, match="there is no such file"):
        outside.read(tmp_path / "missing", 100)
    with pytest.raises(FileError, match="is not a file"):
        outside.read(tmp_path, 100)
    if Path("/proc/self/status").exists():
        assert outside.read(Path("/proc/self/status"), 100) == b""


def test_a_name_that_is_too_long_or_has_two_lines_is_one_line(tmp_path):
    """Whatever a path holds, the message about it is one line."""
    with pytest.raises(FileError, match="cannot be read: File name too long"):
        load_network(tmp_path / ("x" * 300 + ".toml"))
    with pytest.raises(FileError) as caught:
        load_network(tmp_path / "a\nb.toml")
    assert "a␊b.toml: there is no such file" in str(caught.value)


# What is large and honest


def test_a_network_of_twenty_thousand_units_is_read(tmp_path):
    """The largest network that can be analysed is read from each kind of file."""
    units = 20_000
    arrays = {"W0": np.ones((units, 1)), "b0": np.zeros(units), "W1": np.ones((1, units)), "b1": np.zeros(1)}
    np.savez_compressed(
        tmp_path / "n.npz",
        **{name: array + np.arange(array.size).reshape(array.shape) for name, array in arrays.items()},
    )
    numbers = ",".join(["0.5"] * units)
    text = f"W0=[{','.join(['[1]'] * units)}]\nb0=[{numbers}]\nW1=[[{numbers}]]\nb1=[0]\n"
    for path in (tmp_path / "n.npz", written(tmp_path, "n.toml", text)):
        assert sizes_of(load_network(path).network) == (1, units, 1)


@pytest.mark.full
def test_a_table_of_a_million_rows_is_read(tmp_path):
    """A million rows are read."""
    path = written(tmp_path, "n.csv", "x,y\n" + "1.25,-3.5\n" * 10**6)
    assert numbers_of(path).shape == (10**6, 2)
