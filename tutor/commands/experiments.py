"""relu-tutor experiments: repeat the experiments that the lessons cite, and compare the figures."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from tutor.commands import Say
from tutor.commands.arguments import Parser, UsageError
from tutor.lesson.experiments import COMMAND, Experiment, read_experiments
from tutor.lesson.index import lessons_folder
from tutor.nearest import did_you_mean
from tutor.net.experiments.finding import Finding, Findings, as_text

_LINE = 36
"""Characters before the comment behind a figure."""


def run(arguments: Sequence[str], say: Say) -> int:
    """Run the named experiments, or all of them, and print each figure beside the stored one.

    The lines have the form of `lessons/experiments.toml` and can be copied there. Returns 1 if a figure differs from
    the stored one by more than chance allows, else 0.

    Raises:
        UsageError: for an unknown name, or a table that cannot be read.
    """
    parser = Parser(COMMAND, "Run the experiments whose figures the lessons cite, and compare with what is stored.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="one of --list; all unless given")
    parser.add_argument("--list", action="store_true", help="the experiments and their stored figures; runs nothing")
    asked = parser.read(arguments)
    table = _table()
    names = asked.names or list(table)
    for name in names:
        if name not in table:
            raise UsageError(f"there is no experiment {name}{did_you_mean(name, table)}; see {COMMAND} --list")
    if asked.list:
        for name in names:
            say(_listed(name, table[name]))
        return 0
    agree = [_run_again(name, table[name], say) for name in names]
    if len(names) > 1:
        say(f"{sum(agree)} of {len(names)} experiments agree with what is stored")
    return 0 if all(agree) else 1


def _table() -> dict[str, Experiment[Any, Any]]:
    experiments = read_experiments(lessons_folder())
    if experiments.problems:
        raise UsageError(str(experiments.problems[0]))
    return dict(experiments.by_name)


def _listed(name: str, experiment: Experiment[Any, Any]) -> str:
    figures = ", ".join(f"{figure} {_decimal(value)}" for figure, value in experiment.stored.items())
    return f"{name:24} {experiment.kind:13} {figures}"


def _run_again(name: str, experiment: Experiment[Any, Any], say: Say) -> bool:
    """Whether all figures of an experiment agree; prints them."""
    say(f"[{name}]")
    findings = experiment.settings.findings()
    for line in compared(findings, experiment.stored):
        say(line)
    missing = set(experiment.stored) - dict(as_text(findings)).keys()
    for figure in sorted(missing):
        say(f"# {figure} is stored and not found")
    say("")
    return not missing and all(_agrees(figure, each, experiment.stored) for figure, each in findings.items())


def compared(findings: Findings, stored: dict[str, Fraction]) -> Iterator[str]:
    """Each number found as a line of TOML, with the stored one and the verdict in its comment."""
    for name, number in as_text(findings):
        line = f"{name} = {number}"
        if name not in stored:
            yield f"{line:{_LINE}} # not stored"
        elif name in findings:
            yield f"{line:{_LINE}} # stored {_decimal(stored[name])}: {findings[name].agreement(stored[name])}"
        else:
            yield f"{line:{_LINE}} # stored {_decimal(stored[name])}"


def _agrees(figure: str, finding: Finding, stored: dict[str, Fraction]) -> bool:
    return figure in stored and finding.agreement(stored[figure]) != "differs"


def _decimal(value: Fraction) -> str:
    """A stored figure as it is written in the table. It is a short decimal, which a float shows exactly."""
    return f"{float(value):.10g}"
