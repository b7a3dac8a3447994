# SPDX-License-Identifier: MIT OR Apache-2.0
"""Records: what was asked for and done, as JSON, so that a result can be made again and judged."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lamap

from napari_lamap import __version__
from napari_lamap.engine.source import Source

if TYPE_CHECKING:
    from napari_lamap.engine.enhancement import EnhanceTask


def record_of(task: EnhanceTask, source: Source, unit: str, report: Mapping[str, Any], below: int) -> dict[str, Any]:
    """Record of one enhanced layer."""
    (row, column), (rows, columns) = source.start, source.shape
    return {
        **parameters(task),
        "source": {"layer": source.name, "unit": unit, "first": [row, column], "shape": [rows, columns]},
        "negatives_set_to_zero": below,
        "report": dict(report),
    }


def parameters(task: EnhanceTask) -> dict[str, Any]:
    """What is asked for, without any result."""
    return {
        "tool": f"napari-lamap {__version__}, lamap {lamap.__version__}",
        "conditions": task.conditions.to_dict(),
        "settings": lamap.Settings(**task.settings).to_dict(),
        "model": task.model or "embedded",
        "unit": task.unit,
        "negatives_to_zero": task.negatives_to_zero,
        **({"passes": [one.record() for one in task.passes]} if task.passes else {}),
    }


def to_json(record: Any) -> str:
    """A record for people and programs."""
    return json.dumps(record, indent=2, ensure_ascii=False)


def save(path: str | os.PathLike[str], text: str) -> None:
    """Writes a text; the file appears whole or not at all.

    Raises
    ------
    OSError
        If it cannot be written, e.g. because the disk is full.
    """
    target = Path(path)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.write_text(text + "\n", encoding="utf-8")
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
