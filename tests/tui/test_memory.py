"""Memory: what was shown is let go."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from program import environment


async def turn(pilot, times):
    name = pilot.app.screen.bench.knobs[0].name
    for i in range(times):
        pilot.app.screen.turn_by(name, 1 if i // 3 % 2 else -1)
        await pilot.pause()


async def test_a_turn_leaves_no_garbage_for_ever(tutor):
    """After three times as many turns there are hardly more objects."""
    async with tutor("when-linear#bend-it") as pilot:
        await turn(pilot, 26)
        before = len(gc.get_objects())
        await turn(pilot, 50)
        assert len(gc.get_objects()) < 1.1 * before


LONG = """
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from app import started
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
async def turns(pilot, times):
    screen = pilot.app.screen
    for i in range(times):
        screen.turn_by(screen.bench.knobs[0].name, 1 if i // 3 % 2 else -1)
        await asyncio.sleep(0.002)
async def lessons(pilot, times):
    ids = [lesson.id for lesson in pilot.app.course.lessons]
    for i in range(times):
        pilot.app._show(ids[i % len(ids)], None)
        await pilot.pause()
        await pilot.pause()
async def runs(pilot, times):
    pilot.app._show("what-kills", "forty-percent")
    await pilot.pause(0.5)
    screen = pilot.app.screen
    for i in range(times):
        screen.turn_by(screen.bench.knobs[0].name, 1 if i // 10 % 2 else -1)
        screen.set_knob(screen.bench.clock.name, screen.bench.clock.high)
        await pilot.pause()
        assert screen.bench.progress == 1
async def main():
    async with started("when-linear#bend-it", (100, 40), Path({home!r})) as pilot:
        for work, warm, times in ((turns, 300, 10_000), (lessons, 130, 200), (runs, 10, 20)):
            await work(pilot, warm)
            before = resident()
            await work(pilot, times)
            print(work.__name__, f"{{before:.1f}} -> {{resident():.1f}} MB", flush=True)
            assert resident() < before + 10, work.__name__
asyncio.run(main())
"""


@pytest.mark.full
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_memory_stays_level(tmp_path):
    """After a time of warming up, 10,000 turns, 200 lessons and 20 runs take less than 10 MB more each."""
    code = LONG.format(tests=str(Path(__file__).parents[1]), home=str(tmp_path))
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False, timeout=1200
    )
    print(result.stdout)
    assert result.returncode == 0, result.stdout + result.stderr[-2000:]
