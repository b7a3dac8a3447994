# SPDX-License-Identifier: MIT OR Apache-2.0
"""What files and layers keep of an enhancement: by it a result is known for one when it is opened again."""

from __future__ import annotations

import json
from typing import Any

from lamap._words import kind
from lamap.errors import WrongTypeError


def report_of(info: str) -> dict[str, Any] | None:
    """The report of an enhancement in the text that a file keeps of a map.

    Parameters
    ----------
    info : str
        `Map.info`: a report, the record of a program that holds one under ``report``, or a list of such records.

    Returns
    -------
    dict or None
        The report, with elements, notes and warnings of all records; None where the text is none, so that the map was
        not enhanced.

    Raises
    ------
    WrongTypeError
        If it is no text.

    Examples
    --------
    >>> import lamap
    >>> lamap.report_of("measured on Monday") is None
    True
    """
    if not isinstance(info, str):
        raise WrongTypeError(f"info is {kind(info)}: give the text of a map, lamap.report_of(map.info)")
    try:
        read = json.loads(info)
    except ValueError:
        return None
    found = [report for one in (read if isinstance(read, list) else [read]) if (report := _report(one)) is not None]
    if not found:
        return None
    joined = {key: [entry for report in found for entry in report.get(key, [])] for key in KEPT}
    return found[0] | joined


KEPT = ("elements", "notes", "warnings")
"""Lists of a report that go on with each element."""


def _report(record: object) -> dict[str, Any] | None:
    """The report in one record."""
    if not isinstance(record, dict):
        return None
    report = record.get("report", record)
    is_report = isinstance(report, dict) and isinstance(report.get("elements"), list) and "warnings" in report
    return report if is_report and all("chi_square" in element for element in report["elements"]) else None
