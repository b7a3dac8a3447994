# SPDX-License-Identifier: MIT OR Apache-2.0
"""The verdict on an enhancement: green, amber or red, one sentence, one next step. The library judges."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from lamap._library import lib, make, text, utf8
from lamap._words import kind
from lamap.errors import WrongTypeError

Level = Literal["green", "amber", "red"]


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

    Raises
    ------
    DataError
        If it is no report, or what the verdict rests on is missing in it.
    WrongTypeError
        If it is no mapping.

    Notes
    -----
    What an estimate leaves unexplained is its chi-square times (1 - ``used_freedom``), in variances of the noise: about
    1 or below is good.

    **Red**: the report warns of an element whose estimate leaves more than 2, or goes farther beyond what was measured
    than a sample explains (``excess``).

    **Amber**: any other warning; the unit is not known, and the values do not tell that they are counts; the mean of an
    element changed by more than 5 %; an estimate leaves more than 3 without a warning, as happens where the noise is
    smaller than 1 % of the signal; an element has no chi-square.

    **Green**: everything else.
    """
    if not isinstance(report, Mapping):
        raise WrongTypeError(f"the report is {kind(report)}: give result.report, or lamap.report_of(map.info)")
    judged = make("LamapText", lib.lamap_verdict, lib.lamap_text_free, utf8(json.dumps(dict(report))), utf8(unit))
    level, sentence, next_step = text(lib.lamap_text_get(judged)).split("\n")
    return Verdict(cast("Level", level), sentence, next_step)


def noise_left(element: Mapping[str, Any]) -> float | None:
    """What the estimate of an element leaves unexplained, in variances of the noise; about 1 or below is good.

    Chi-square divides this by the share of freedom that the estimate did not use up, which may be tiny. None where the
    report has no number.
    """
    chi_square = element["chi_square"]
    return None if chi_square is None else float(chi_square) * (1.0 - float(element["used_freedom"] or 0.0))
