"""What `relu-tutor restarts` tells of its studies: as text, as a table that compares them, as JSON, and as CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tutor.commands.restarts_plan import Plan
from tutor.files.table import Table
from tutor.net.layout import Floats
from tutor.net.restarts.outcome import BORN_DEAD, WORDS, Outcome, chance_of_success
from tutor.rational import percent, percentage, show

SETTINGS = (
    "hidden",
    "target",
    "activation",
    "leak",
    "output_activation",
    "bias",
    "init",
    "start",
    "noise",
    "loss",
    "optimizer",
    "lr",
    "lr_at",
    "decay",
    "batch",
    "steps",
    "low",
    "high",
    "samples",
    "fit",
)
"""The options that say what a study is; all of them are told in JSON."""

CSV_COLUMNS = ("run", "outcome", "loss", "loss_at_start")

_COLUMN, _PLATEAUS = 40, 12
"""Characters of the longest bar of the histogram; lines of the histogram."""

_SHORT = {"constant": "constant", "linear": "linear", "one bend": "one bend", "other": "else", "diverged": "diverged"}
"""The headings of the columns of a comparison, beside those of the networks that fit."""

_EACH = {"hidden": "shape", "activation": "activation", "init": "start", "optimizer": "optimizer"}


@dataclass(frozen=True)
class Trained:
    """What came of a study.

    Attributes:
        plan: what was asked for.
        rows: the number of rows.
        table: the file that they came from, if they did.
        step: the steps taken, fewer than those of the study if it was stopped.
        found: the outcome.
        at_start: the loss of each network before its first step, shape (runs,).
    """

    plan: Plan
    rows: int
    table: Table | None
    step: int
    found: Outcome
    at_start: Floats


def as_json(trained: Trained) -> dict[str, Any]:
    """A study as a JSON object."""
    asked, study, found, table = trained.plan.asked, trained.plan.study, trained.found, trained.table
    settings = {name: getattr(asked, name) for name in SETTINGS}
    settings["leak"] = None if asked.leak is None else float(asked.leak)
    settings["init"] = asked.init if asked.start is None else None
    if table:
        settings |= {"low": None, "high": None, "samples": trained.rows}
    return {
        "runs": study.runs,
        "seed": study.seed,
        "settings": settings,
        "data": {"inputs": table.names[:-1], "label": table.names[-1], "notes": table.notes} if table else None,
        "steps_done": trained.step,
        "success_rate": found.success_rate,
        "interval": found.interval,
        "outcomes": found.counts,
        "losses": found.plateaus,
        "born_dead": found.born_dead,
    }


def as_rows(trained: Trained) -> Iterator[tuple[Any, ...]]:
    """A row of CSV_COLUMNS for each network, with the value that is compared in front, if there is one."""
    front = (trained.plan.value,) if trained.plan.value else ()
    each = zip(trained.found.kinds, trained.found.losses, trained.at_start.tolist(), strict=True)
    return ((*front, run, *row) for run, row in enumerate(each))


def as_text(trained: Trained) -> Iterator[str]:
    """A study as lines of text: success, a table of outcomes, a histogram of the final losses."""
    study, found = trained.plan.study, trained.found
    yield from _settings(trained)
    if trained.step < study.steps:
        yield f"stopped after {trained.step:,} of {study.steps:,} steps"
    yield ""
    low, high = found.interval
    fits = found.counts["fit"]
    yield f"{fits:,} of {study.runs:,} fit, with a loss below {study.fit_below:g}: {percent(found.success_rate)}"
    yield f"  95 % interval of the success rate: {percent(low)} to {percent(high)}"
    chances = ", ".join(f"{k}: {percent(chance_of_success(found.success_rate, k))}" for k in (2, 3, 5))
    yield f"  chance that one of k starts fits: {chances}"
    yield ""
    for kind in WORDS:
        yield f"{WORDS[kind]:42} {found.counts[kind]:>7,}"
    yield f"{BORN_DEAD:42} {found.born_dead:>7,}"
    yield ""
    yield from _histogram(found)


def compared(trained: Sequence[Trained], values: Sequence[str]) -> Iterator[str]:
    """Studies as a table, one row for each value that is compared, and the values that were not come to."""
    varied = trained[0].plan.asked.compare[0]
    yield from _settings(trained[0], varied)
    yield ""
    wide = max(map(len, (varied, *values)))
    yield f"{varied:{wide}}    fit, %   95 % interval  {' '.join(f'{word:>5}' for word in _SHORT.values())}"
    for value, each in zip(values, trained, strict=False):
        rate, low, high = map(percentage, (each.found.success_rate, *each.found.interval))
        counts = " ".join(f"{each.found.counts[kind]:>{max(5, len(word))},}" for kind, word in _SHORT.items())
        stopped = "" if each.step == each.plan.study.steps else f" after {each.step:,} steps"
        yield f"{value:{wide}} {rate:>8}  {low:>6} to {high:>6}  {counts}{stopped}"
    if left := values[len(trained) :]:
        yield f"stopped before {', '.join(left)}"


def _settings(trained: Trained, varied: str = "") -> Iterator[str]:
    """What was trained, how, and on which data; without the option that was varied."""
    asked, study = trained.plan.asked, trained.plan.study
    shape = "" if varied == "hidden" else f" {'-'.join(map(str, study.sizes))}"
    leak = "" if asked.leak is None else f" with a leak of {show(asked.leak)}"
    start = f"{asked.init} start" if asked.start is None else f"near {asked.start}, noise {asked.noise:g}"
    network = (
        "" if varied == "activation" else f" of {asked.activation} units{leak}",
        f" for each {_EACH[varied]}" if varied else "",
        "" if asked.output_activation == "identity" else f", {asked.output_activation} output",
        "" if asked.bias else ", no biases",
        "" if varied == "init" else f", {start}",
    )
    yield f"{study.runs:,} networks{shape}{''.join(network)}, seed {study.seed}"
    training = (
        *(() if varied == "optimizer" else (asked.optimizer,)),
        f"learning rate {asked.lr:g}",
        *(f"{rate:g} after {k:,} steps" for k, rate in study.rates),
        *((f"weight decay {asked.decay:g}",) if asked.decay else ()),
        f"batches of {asked.batch}" if asked.batch else "full batch",
        *(("cross entropy",) if asked.loss == "bce" else ()),
        f"{trained.step if not varied else study.steps:,} steps",
    )
    yield ", ".join(training)
    if trained.table:
        yield f"on the {trained.rows:,} rows of {asked.target}"
        yield from (f"  {note}" for note in trained.table.notes)
    else:
        yield f"on {asked.target} at {asked.samples:,} points from {asked.low:g} to {asked.high:g}"


def _histogram(found: Outcome) -> Iterator[str]:
    """The plateaus with the most networks, in the order of their losses."""
    plateaus = found.plateaus
    most = sorted(plateaus, key=lambda loss: plateaus[loss], reverse=True)[:_PLATEAUS]
    yield "final loss   networks"
    for loss in (loss for loss in plateaus if loss in most):
        bar = "█" * max(1, round(plateaus[loss] * _COLUMN / plateaus[most[0]]))
        yield f"{loss:>10} {plateaus[loss]:>10,}  {bar}"
    if rest := sum(networks for loss, networks in plateaus.items() if loss not in most):
        yield f"{'elsewhere':>10} {rest:>10,}"
