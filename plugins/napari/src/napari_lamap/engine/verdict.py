# SPDX-License-Identifier: MIT OR Apache-2.0
"""The verdict on a run of one or more layers, in words of the widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import lamap

from napari_lamap.engine.words import in_labels

WORST = ("red", "amber", "green")


def verdict_of(records: Sequence[Mapping[str, Any]]) -> lamap.Verdict | None:
    """The worst verdict of some records, which names its layer where there are several; None without records."""
    judged = [(str(one["source"]["layer"]), lamap.verdict(one["report"], one["source"]["unit"])) for one in records]
    if not judged:
        return None
    name, worst = min(judged, key=lambda pair: WORST.index(pair[1].level))
    sentence = worst.sentence
    if worst.level == "green" and len(judged) > 1:
        sentence = f"All {len(judged)} enhanced maps explain their measurements to their noise."
    elif len(judged) > 1:
        alike = sum(one == worst for _, one in judged) - 1
        sentence = f"{name}{f' and {alike} more' if alike else ''}: {sentence[:1].lower()}{sentence[1:]}"
        doubted = sum(one.level != "green" for _, one in judged) - 1 - alike
        sentence += f" {doubted} more {'have' if doubted > 1 else 'has'} other doubts: see below." if doubted else ""
    return lamap.Verdict(worst.level, in_labels(sentence), in_labels(worst.next_step))
