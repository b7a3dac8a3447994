# SPDX-License-Identifier: MIT OR Apache-2.0
"""The verdict on an enhancement: green, amber or red, one sentence, one next step.

The report of an enhancement holds numbers; a verdict says what they mean for someone who looks at the map. The worst
doubt of all elements is told. Nothing is green of which the report warns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["green", "amber", "red"]

MOST_NOISE = 2.0
"""What an estimate of which the report warns may leave unexplained, in variances of the noise, before it is red."""
MOST_UNWARNED = 3.0
"""The same of one of which the report does not warn, before the verdict is amber: faint detail is in doubt there."""
MOST_CHANGE = 0.05
"""Relative change of the mean that is amber from here on."""
SEVERITY: dict[Level, int] = {"green": 0, "amber": 1, "red": 2}
CHECK = "Check beam size, washout and pixel size, then enhance again."
COUNT = "Enhance its counts or cps, whose noise is known; if that is red too, check beam size, washout and pixel size."
READ = "Read the report."
LINEAR = 'Try the setting scale="linear", and quote sums from the measured map.'
STATE_UNIT = "State the unit of the values: counts, cps with the dwell time, or a concentration."


@dataclass(frozen=True)
class Verdict:
    """Whether an enhanced map can be used.

    Attributes
    ----------
    level : {"green", "amber", "red"}
        green: the estimate explains the measurement, and the report warns of nothing. amber: usable with the doubt that
        the sentence tells. red: the estimate contradicts the measurement.
    sentence : str
        What was found, in words.
    next_step : str
        What to do about it.
    """

    level: Level
    sentence: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.level}: {self.sentence} {self.next_step}"


@dataclass(frozen=True)
class _Doubt:
    """One reason not to be green. Equal facts of several elements become one sentence."""

    level: Level
    rank: int
    """Of two doubts of a level, the one of lower rank is told."""
    element: str
    fact: str
    next_step: str


def verdict(report: Mapping[str, Any], unit: str = "") -> Verdict:
    """The verdict on an enhancement.

    Parameters
    ----------
    report : mapping
        The report of the enhancement, as in `Enhanced.report` or in the `info` of a map that was read from its file.
    unit : str
        Unit of the measured values; empty where it is not known.

    Returns
    -------
    Verdict

    Notes
    -----
    What an estimate leaves unexplained is its chi-square times (1 - ``used_freedom``), in variances of the noise: about
    1 or below is good.

    **Red**: the report warns of an element whose estimate leaves more than 2.

    **Amber**: any other warning; the unit is not known, and the values do not tell that they are counts; the mean of an
    element changed by more than 5 %; an estimate leaves more than 3 without a warning, as happens where the noise is
    smaller than 1 % of the signal; an element has no chi-square.

    **Green**: everything else.
    """
    doubts = list(_doubts(report, unit.strip()))
    if not doubts:
        return Verdict("green", _explained(report), _after_green(report))
    worst = min(doubts, key=lambda doubt: (-SEVERITY[doubt.level], doubt.rank))
    alike = [doubt for doubt in doubts if (doubt.level, doubt.rank) == (worst.level, worst.rank)]
    several = len(report["elements"]) > 1
    names = list(dict.fromkeys(doubt.element for doubt in alike if doubt.element and several))
    return Verdict(worst.level, _sentence(names, worst.fact), worst.next_step)


def _doubts(report: Mapping[str, Any], unit: str) -> Iterator[_Doubt]:
    elements = report["elements"]
    names = [str(element["element"]) for element in elements]
    warned = [_split(str(warning), names) for warning in report["warnings"]]
    for element, name in zip(elements, names, strict=True):
        no_unit = not unit and not element["counting_statistics"]
        if no_unit:
            yield _Doubt("amber", 0, name, "the unit is not known, so noise cannot be told from structure", STATE_UNIT)
        yield from _unexplained(element, name, any(name == of for of, _, _ in warned), no_unit)
        change = element["mean_change"]
        if change is not None and abs(change) > MOST_CHANGE:
            fact = f"the enhancement changes the mean by {100 * change:+.0f} %"
            yield _Doubt("amber", 2, name, fact, LINEAR)
    for rank, (name, fact, step) in enumerate(warned):
        yield _Doubt("amber", 10 + rank, name, fact, step)


def _unexplained(element: Mapping[str, Any], name: str, warned: bool, no_unit: bool) -> Iterator[_Doubt]:
    left = noise_left(element)
    if left is None:
        yield _Doubt("amber", 3, name, "the enhanced map could not be compared with the measurement", READ)
    elif warned and left > MOST_NOISE:
        fact = f"the enhanced map contradicts the measurement: it leaves {_two_digits(left)} times the noise unexplained"
        step = STATE_UNIT if no_unit else CHECK if element["counting_statistics"] else COUNT
        yield _Doubt("red", 0, name, fact, step)
    elif left > MOST_UNWARNED:
        fact = f"the enhanced map leaves {_two_digits(left)} times the small noise of this bright map unexplained"
        other = "the method physics" if element["method"] != "physics" else 'the setting scale="linear"'
        yield _Doubt("amber", 1, name, fact, f"Compare it with {other} before you rely on its faint detail.")


def noise_left(element: Mapping[str, Any]) -> float | None:
    """What the estimate of an element leaves unexplained, in variances of the noise; about 1 or below is good.

    Chi-square divides this by the share of freedom that the estimate did not use up, which may be tiny. None where the
    report has no number.
    """
    chi_square = element["chi_square"]
    return None if chi_square is None else float(chi_square) * (1.0 - float(element["used_freedom"] or 0.0))


def _split(warning: str, names: Sequence[str]) -> tuple[str, str, str]:
    """Element, fact and next step of a warning "element: fact: next step"; what is not there is empty."""
    name = max((one for one in names if warning.startswith(f"{one}: ")), key=len, default="")
    said = warning.removeprefix(f"{name}: ") if name else warning
    fact, _, step = said.rpartition(": ")
    return name, fact or said, f"{_capital(step)}." if fact else "Read the warning in the report."


def _sentence(names: Sequence[str], fact: str) -> str:
    """A fact on elements: "Ba137 and 2 others: ..."."""
    if not names:
        return f"{_capital(fact)}."
    others = len(names) - 1
    return f"{names[0]}{f' and {others} other' + 's' * (others > 1) if others else ''}: {fact}."


def _explained(report: Mapping[str, Any]) -> str:
    of_all = " in every element" if len(report["elements"]) > 1 else ""
    return f"The enhanced map explains the measurement to its noise{of_all}."


def _after_green(report: Mapping[str, Any]) -> str:
    if report.get("conditions", {}).get("pulse_response") == "auto":
        return "State the washout if your cell has one: an unknown washout leaves the map displaced along the scan."
    return "Read it beside its standard deviation, and quote concentrations from the measured map."


def _two_digits(value: float) -> str:
    """In plain digits, as 4.2 or 150."""
    return f"{float(f'{value:.2g}'):.15g}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
