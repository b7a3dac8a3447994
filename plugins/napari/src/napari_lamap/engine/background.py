# SPDX-License-Identifier: MIT OR Apache-2.0
"""Work that leaves the processor to the window when both want it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

NICENESS = 5


def behind_the_window(work: Callable[[], Any]) -> Any:
    """Calls work in a thread of its own with a lower priority, which the threads that it starts inherit.

    A thread of its own, since a priority cannot be raised again. Only Linux has priorities of threads in this way;
    elsewhere the work runs as it is.
    """
    if sys.platform != "linux":
        return work()
    results: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="lamap")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]
