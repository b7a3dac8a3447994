# SPDX-License-Identifier: MIT OR Apache-2.0
"""Enhances every map of a folder on the workers of a dask cluster.

    python enhance_folder.py MAPS ENHANCED --pixel-um 20 --unit counts --set magnification=4
    python enhance_folder.py MAPS ENHANCED --scheduler tcp://head:8786 --preset seed-2019

Each map becomes ENHANCED/<name>.tif, with the report inside. A file that fails stops nothing: `failures.json` tells
what was wrong with each. Run again, it goes on with what is not there yet. The folders must be seen by all workers.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from dask.distributed import Client, LocalCluster, as_completed

import lamap

KINDS = {".csv", ".txt", ".tsv", ".tif", ".tiff", ".png", ".npz"}


def enhance_file(source: str, target: str, conditions: str | None, options: dict[str, Any]) -> str | None:
    """Enhances one file; returns what went wrong, in a sentence."""
    try:
        result = lamap.enhance(lamap.read_map(source), conditions, **options)
        lamap.write_map(target, result.estimate)  # appears whole or not at all
    except lamap.LamapError as error:
        return str(error)
    return None


def enhance_folder(
    client: Client,
    maps: Path,
    enhanced: Path,
    conditions: str | None = None,
    **options: Any,  # noqa: ANN401
) -> dict[str, str]:
    """Enhances what is not there yet; returns the files that failed, and why."""
    enhanced.mkdir(parents=True, exist_ok=True)
    sources = [path for path in sorted(maps.iterdir()) if path.suffix.lower() in KINDS]
    waiting = {path: enhanced / f"{path.name}.tif" for path in sources}
    waiting = {source: target for source, target in waiting.items() if not target.exists()}
    print(f"{len(sources)} maps, {len(sources) - len(waiting)} done before")
    names = {
        client.submit(enhance_file, str(source), str(target), conditions, options, pure=False): source.name
        for source, target in waiting.items()
    }
    failures: dict[str, str] = {}
    for number, future in enumerate(as_completed(names), 1):
        # a worker that was lost, for want of memory say, is a failure of its file too
        trouble = str(future.exception()) if future.status == "error" else future.result()
        if trouble is not None:
            failures[names[future]] = trouble
        print(f"{number}/{len(waiting)} {names[future]}: {trouble or 'done'}")
    (enhanced / "failures.json").write_text(json.dumps(failures, indent=2, sort_keys=True), encoding="utf-8")
    return failures


def _setting(text: str) -> tuple[str, str | float]:
    key, _, value = text.partition("=")
    try:
        return key, float(value)
    except ValueError:
        return key, value


def main() -> int:
    """The command line; returns 1 if a file failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("maps", type=Path)
    parser.add_argument("enhanced", type=Path)
    parser.add_argument("--scheduler", help="address of a cluster; left out: the cores of this machine")
    parser.add_argument("--preset", help="conditions of the measurement")
    parser.add_argument("--pixel-um", type=float, help="side of a measured pixel, where the files do not tell it")
    parser.add_argument("--unit", help="unit of the values, e.g. counts, where the files do not tell it")
    parser.add_argument("--set", type=_setting, action="append", default=[], metavar="KEY=VALUE", dest="settings")
    given = parser.parse_args()
    options = {"pixel_um": given.pixel_um, "unit": given.unit, **dict(given.settings)}
    cluster = given.scheduler or LocalCluster(threads_per_worker=1)
    with Client(cluster) as client:
        failures = enhance_folder(client, given.maps, given.enhanced, given.preset, **options)
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
