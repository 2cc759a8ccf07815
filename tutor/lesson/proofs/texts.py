"""How texts are proved: the claims in their code spans, and the numbers and formulas around them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tutor import expression
from tutor.check import Check, DrawnCheck, GoalCheck
from tutor.expression import Call, Comparison, ExpressionError, Node
from tutor.lesson.fence import Fence
from tutor.lesson.proofs.algebra import folded, free, parts
from tutor.lesson.proofs.checks import draws
from tutor.lesson.proofs.formula import formulas
from tutor.lesson.proofs.functions import Functions
from tutor.lesson.proofs.ground import Ground
from tutor.lesson.proofs.known import Known
from tutor.lesson.proofs.ties import Ties
from tutor.nearest import did_you_mean

FREE = "[free]"
"""What marks a number in a code span that nothing proves; it is not shown."""

_SPAN = re.compile(r"`([^`\n]+)`")
_COMPARES = re.compile(r"[=<>≈≤≥≠]")
_PLACE = re.compile(r"\{([a-z]+)\}")
_UNITS = re.compile(r"\b[Uu]nits?(?: \d+,)* \d+(?:(?:,| and| or|, and|, or) \d+)*(?!\d|[·/]|\.\d)|\b\d_\d+\b")
_NUMERAL = re.compile(r"(?<![A-Za-z_\d])(?:\d[\d.,]*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_OF_A_UNIT = re.compile(r"(?:[za]|breakpoint|active|[wbv]|dL_d[wbv])(\d+)(?:_after)?")
_OF_ANOTHER_LAYER = re.compile(r"z\d_\d+")
_APART, _NAMED = "\0", "\1"
"""What stands for a claim, and for what is a mere name: what is on its two sides is not read as one formula."""

Placed = Sequence[tuple[int, str]]
"""Texts, each with its line."""


def prove_texts(ground: Ground, nearby: Sequence[Functions], tally: Counter[str]) -> None:
    """Prove the texts of a step: title and prose, and then those of each check."""
    step, lab, prose = ground.step, Known(), Known()
    if step.lab:
        lab.lab(step.lab, ground.own)
    else:
        for each in nearby:
            lab.bends(each.lab, each.measures)
    stated = Known(lab)
    for check in step.checks:
        stated.check(check)
    prose = Known(lab)
    prose.terms |= stated.terms  # formulas of the prose are about what the checks compute
    _prove([(step.line, step.title), *_paragraphs(step.line, step.prose)], ground, prose, nearby, tally)
    for check, fence in zip(step.checks, step.check_fences, strict=True):
        own = Known(prose)
        own.check(check)
        if isinstance(check, DrawnCheck):
            for drawn in draws(check, fence, ground):
                for line, text in placed_texts(drawn, fence):
                    _without_claims(line, text, ground, Counter())
        solved = _solved(check, ground)
        _prove(list(placed_texts(check, fence)), ground, own, [*nearby, *solved], tally)


def _solved(check: Check, ground: Ground) -> Iterator[Functions]:
    """The functions of the lab at the solution of a goal; none where a training would have to run for it."""
    if not isinstance(check, GoalCheck) or ground.lab is None or ground.lab.clock:
        return
    if check.solution and set(check.solution) <= set(ground.start):
        yield Functions(ground.lab, ground.store, ground.turned(check.solution))


def _paragraphs(line: int, prose: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a text, each with the line of the file in which it begins."""
    for match in re.finditer(r"(?:[^\n]+\n?)+", prose):
        yield line + prose.count("\n", 0, match.start()), match[0]


def _prove(texts: Placed, ground: Ground, known: Known, nearby: Sequence[Functions], tally: Counter[str]) -> None:
    found = [(line, *_without_claims(line, text, ground, tally)) for line, text in texts]
    for _, _, claims in found:
        for claim in claims:
            known.claim(claim)
    for _, text, _ in found:
        known.formulas.update(shapes(text))
    for line, text, claims in found:
        whole = Known(known)
        for claim in claims:
            whole.claim(claim)
        for sentence, start in _sentences(text):
            own = Known(whole)
            before = text.count(_APART, 0, start)
            stated = claims[before : before + sentence.count(_APART)]
            for claim in stated:
                own.claim(claim)
            at = line + text.count("\n", len(text) - len(text.lstrip()), start)
            lists = [re.findall(r"(?<![_\d])\d+(?!_)", match) for match in _UNITS.findall(sentence)]
            if any(len(set(each)) < len(each) for each in lists):
                ground.complain(at, "the sentence names a unit twice")
            units = frozenset(int(each) for part in lists for each in part)
            _check_units(at, units, () if "other" in sentence else stated, ground)
            words = _UNITS.sub(lambda match: _NAMED * len(match[0]), sentence)
            _prove_words(at, words, ground, Ties(own, ground.measures, nearby, units, ground.lab is not None), tally)


def _check_units(line: int, named: frozenset[int], claims: Sequence[Comparison], ground: Ground) -> None:
    """Report a unit that the lab does not have, and one that is named where the claims are about another."""
    if any(map(_OF_ANOTHER_LAYER.fullmatch, ground.own)):
        return  # there the first layer has a unit 0, too
    names = [name for claim in claims for name in expression.names(*claim.sides)]
    meant = {int(match[1]) for match in map(_OF_A_UNIT.fullmatch, names) if match}
    there = {int(match[1]) for match in map(_OF_A_UNIT.fullmatch, ground.own) if match}
    for unit in sorted(named - there if there else ()):
        ground.complain(line, f"there is no unit {unit} in this lab")
    if named and not meant <= named:
        said, about = (", ".join(map(str, sorted(units))) for units in (named, meant))
        ground.complain(line, f"the sentence names unit {said}, and its claims are about unit {about}")


def shapes(text: str) -> Iterator[Node]:
    """The formulas of a text that have one variable, folded."""
    for formula in formulas(text, ()):
        for side in map(folded, formula.sides):
            if isinstance(side, Call) and side.arguments and len(free(side)) == 1:
                yield side


def _sentences(text: str) -> Iterator[tuple[str, int]]:
    for match in re.finditer(r".+?(?:[.?!](?=\s)|\n(?=\s*[-*] )|\n\n|$)", text, re.DOTALL):
        yield match[0], match.start()


def _prove_words(line: int, text: str, ground: Ground, ties: Ties, tally: Counter[str]) -> None:
    """Report the numbers and formulas in a sentence without its claims that nothing proves."""
    found = list(ties.formulas(text))
    read = {place for each in found for place in range(each.start, each.end)}
    for match in _NUMERAL.finditer(text):
        written = match[0].rstrip(".,")
        if not (_PLAIN.fullmatch(written) and {match.start(), match.start() + len(written) - 1} <= read):
            _complain(match[0], line + text.count("\n", 0, match.start()), ground)
    for formula in found:
        tally["formulas" if formula.operators or isinstance(formula.sides[0], Call) else "numbers"] += 1
    for formula in ties.loose(text):
        _complain(text[formula.start : formula.end], line + text.count("\n", 0, formula.start), ground)


def _complain(written: str, line: int, ground: Ground) -> None:
    kind = "number" if re.fullmatch(r"[−-]?[\d.,]+", written.strip()) else "formula"
    advice = f"state it as a claim, such as `f(4) = 28`, in words, or as `{FREE} …`"
    ground.complain(line, f"nothing proves the {kind} {written[:40]}; {advice}")


def _without_claims(line: int, text: str, ground: Ground, tally: Counter[str]) -> tuple[str, list[Comparison]]:
    """Prove the claims in a text; returns what is left of it, with a sign for each claim, and the claims."""
    claims: list[Comparison] = []

    def proved(match: re.Match[str]) -> str:
        span = match[1]
        if span.startswith(FREE):
            tally["free"] += 1
            return _NAMED
        if not _COMPARES.search(span):
            return expression.pretty(span)
        if _PLACE.search(span):  # each of the draws proves it
            claim = _comparison(_PLACE.sub(r"(\1)", span))
            if claim:
                claims.append(claim)
            return _APART if claim else span
        claim = _claim(span, line, ground)
        if claim is None:
            return expression.pretty(span)
        tally["claims"] += 1
        if ground.holds(claim, line) is False:
            really = ", ".join(ground.worth(side, claim) for side in claim.sides if any(expression.names(side)))
            ground.complain(line, f"not true: {span}" + (f" (it is {really})" if really else ""))
        claims.append(claim)
        return _APART

    return _SPAN.sub(proved, text), claims


def _comparison(text: str) -> Comparison | None:
    try:
        return expression.parse_comparison(text)
    except ExpressionError:
        return None


def _claim(span: str, line: int, ground: Ground) -> Comparison | None:
    """The span as a claim, or None where it is mere notation such as `z = w·x + b`."""
    claim = _comparison(span)
    if claim is None:
        return None
    unknown = [name for name in expression.names(*claim.sides) if name not in ground.measures]
    for node in (part for side in claim.sides for part in parts(side)):
        if isinstance(node, Call) and node.name in unknown and _is_applied(node):
            ground.complain(line, f"unknown measure {node.name}{did_you_mean(node.name, ground.measures)}")
    return None if unknown else claim


def _is_applied(node: Call) -> bool:
    return bool(node.arguments) and not list(expression.names(*node.arguments))


_LOOSE = re.compile(r"\{[a-z]+\}|[()−\-\d./]")


def placed_texts(check: Check, fence: Fence) -> Iterator[tuple[int, str]]:
    """Every text of a check with the line of its first words; those of a draw stand there without their numbers."""
    lines = [line.replace('\\"', '"') for line in fence.text.split("\n")]
    loose = [_LOOSE.sub("", line) for line in lines]
    for text in check.texts():
        first = text.strip().split("\n")[0]
        start, bare = first[:40], _LOOSE.sub("", first)[:40]
        found = (
            i for part, among in ((start, lines), (bare, loose)) if part for i, each in enumerate(among) if part in each
        )
        yield fence.line + 1 + next(found, 0), text
