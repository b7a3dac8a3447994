# SPDX-License-Identifier: MIT OR Apache-2.0
"""Following and cancelling long calls of the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lamap._library import check, ffi, text

Progress = Callable[[float, str, str], bool | None]
"""Told the fraction done (0 to 1), the element and the stage; False cancels."""


def follow(progress: Progress | None, call: Callable[[Any, Any], int]) -> None:
    """Makes a long call of the library, which is handed its callback and user pointer.

    There is always a callback: Python handles Ctrl-C only where some Python runs. An exception in it cancels the call
    and is raised here.
    """
    raised: list[BaseException] = []

    def tell(_user: object, fraction: float, element: Any, stage: Any) -> int:  # noqa: ANN401
        goes_on = progress is None or progress(fraction, text(element), text(stage)) is not False
        return 0 if goes_on and not raised else 1

    def onerror(_kind: object, error: BaseException, _trace: object) -> None:
        raised.append(error)

    signature = "int32_t(void *, double, const char *, const char *)"
    status = call(ffi.callback(signature, tell, error=1, onerror=onerror), ffi.NULL)
    if raised:
        raise raised[0]
    check(status)
