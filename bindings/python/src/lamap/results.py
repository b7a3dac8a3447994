# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the library fills in: estimate and deviation on the target grid, and the report on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from lamap import _xarray
from lamap._library import Floats, check, ffi, lent, lib, text
from lamap.enhanced import Enhanced
from lamap.maps import Map, known
from lamap.progress import Progress, follow, shown
from lamap.runtime import in_python
from lamap.settings import Settings


def filled(
    given: object, measured: Map, settings: Settings, progress: Progress | None, call: Callable[..., int]
) -> Enhanced:
    """What a call of the library gives that ends with estimate, deviation, their length, progress, user and report.

    Parameters
    ----------
    given : object
        What the user handed over: a DataArray gives DataArrays.
    measured : Map
        The map whose grid is made finer.
    """
    shape = (len(measured), *target_shape(settings, measured))
    estimate, deviation = np.empty(shape, np.float32), np.empty(shape, np.float32)
    outputs, out = (lent(estimate), lent(deviation), estimate.size), ffi.new("LamapReport **")
    with shown(progress) as tell:
        follow(tell, lambda *told: call(*outputs, *told, out))
    result = _result(given, measured, estimate, deviation, ffi.gc(out[0], lib.lamap_report_free))
    is_instead = settings.method == "auto" and result.report["method"] == "physics" and not result.report.get("passes")
    return _without_network(result) if is_instead else result


def _without_network(result: Enhanced) -> Enhanced:
    """The result with a warning that the network could not run, so that the restoration has done it all."""
    told = f"enhanced without the network: {in_python(result.report['method_reason'])}"
    return replace(result, warnings=(*result.warnings, told))


def target_shape(settings: Settings, measured: Map) -> tuple[int, int]:
    """Rows and columns of the enhanced map."""
    rows, columns = ffi.new("size_t *"), ffi.new("size_t *")
    check(lib.lamap_output_shape(settings._handle, *size_of(measured), rows, columns))
    return rows[0], columns[0]


def size_of(measured: Map) -> tuple[int, int, float, float]:
    """Lines, pixels, pixel width and height as the library takes them."""
    return *measured.shape[1:], known(measured.pixel_width_um), known(measured.pixel_height_um)


def _result(given: object, measured: Map, estimate: Floats, deviation: Floats, handle: Any) -> Enhanced:  # noqa: ANN401
    """What an enhancement gave. `handle`: its report."""
    record = text(lib.lamap_report_json(handle))
    report = json.loads(record)
    if measured.notes:  # those of reading, which the library has not seen
        report["notes"] = [*measured.notes, *report["notes"]]
        record = json.dumps(report, indent=2, ensure_ascii=False)
    warnings = tuple(
        text(lib.lamap_report_warning(handle, index)) for index in range(lib.lamap_report_warning_count(handle))
    )
    chi_square = np.empty(measured.shape, np.float32)
    check(lib.lamap_report_chi_square_map(handle, lent(chi_square), chi_square.size))
    names, origin, (width, height) = measured.elements, measured.origin_um, report["pixel_um"]
    own = (measured.pixel_width_um, measured.pixel_height_um)
    outputs: list[Any] = [
        Map(estimate, names, width, height, measured.unit, origin, record),
        Map(deviation, names, width, height, measured.unit, origin, record),
        Map(chi_square, names, *own, "", origin, record),
    ]
    if _xarray.is_data_array(given):
        outputs = [_xarray.write(output, given) for output in outputs]
        outputs[2] = outputs[2].assign_attrs(units="")
    return Enhanced(outputs[0], outputs[1], outputs[2], report, warnings, measured)
