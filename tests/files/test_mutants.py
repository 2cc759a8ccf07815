"""Files damaged at random, read in a batch by a process with limits on memory and time: only errors that are told."""

import json
import subprocess
import sys

import pytest
from program import environment

mutants = pytest.importorskip("mutants")  # needs a system with limits on memory

MOST_MEGABYTES = 200


def damaged(seed, count):
    """What came of a batch; the process may take 2 GB of addresses, of which NumPy reserves most."""
    done = subprocess.run(
        [sys.executable, "-W", "error", mutants.__file__, str(seed), str(count)],
        env=environment(OPENBLAS_NUM_THREADS="1"),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"seed {seed}: {done.stderr[-2000:]}"
    found = json.loads(done.stdout)
    print(f"seed {seed}: {count} files, {found['seconds']:.1f} s, {found['megabytes']} MB, slowest {found['slowest']}")
    return found


@pytest.mark.parametrize("seed", [1_000_000])
def test_a_damaged_file_is_told_in_one_line(seed):
    """Networks, tables, lessons and their tables: whatever is damaged, only a FileError or a problem comes of it."""
    found = damaged(seed, 200)
    assert not found["wrong"]
    assert found["megabytes"] <= MOST_MEGABYTES


@pytest.mark.full
@pytest.mark.parametrize("seed", range(2_000_000, 2_010_000, 1_000))
def test_many_damaged_files_are_told_in_one_line(seed):
    """Ten thousand of them; whatever takes more than ten seconds ends with an error, which counts as wrong."""
    found = damaged(seed, 1_000)
    assert not found["wrong"]
    assert found["megabytes"] <= MOST_MEGABYTES


def test_a_seed_gives_the_same_file():
    """A seed that is printed finds the file again."""
    assert all(mutants.mutant(seed) == mutants.mutant(seed) for seed in range(50))
    assert len({mutants.mutant(seed)[1] for seed in range(50)}) > 40
