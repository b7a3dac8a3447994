# SPDX-License-Identifier: MIT OR Apache-2.0
"""Following and cancelling long calls of the library."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from lamap._arguments import wrong
from lamap._library import check, ffi, text
from lamap._optional import needed
from lamap._words import meant
from lamap.errors import ArgumentError

Tell = Callable[[float, str, str], bool | None]
"""Told the fraction done (0 to 1), the element and the stage; False cancels."""
Progress = Tell | str | bool
"""What is told how far a call is: a function, "tqdm" or "rich" for a bar of that package, True for one that is
installed."""

BARS = ("tqdm", "rich")


def follow(progress: Tell | None, call: Callable[[Any, Any], int]) -> None:
    """Makes a long call of the library, which is handed its callback and user pointer.

    There is always a callback: Python handles Ctrl-C only where some Python runs. An exception in it cancels the call
    and is raised here.
    """
    raised: list[BaseException] = []

    def tell(_user: object, fraction: float, element: Any, stage: Any) -> int:  # noqa: ANN401
        answer = None if progress is None else progress(fraction, text(element), text(stage))
        cancels = isinstance(answer, bool | np.bool_) and not answer
        return 1 if cancels or raised else 0

    def onerror(_kind: object, error: BaseException, _trace: object) -> None:
        raised.append(error)

    signature = "int32_t(void *, double, const char *, const char *)"
    status = call(ffi.callback(signature, tell, error=1, onerror=onerror), ffi.NULL)
    if raised:
        raise raised[0]
    check(status)


@contextmanager
def shown(progress: Progress | None) -> Iterator[Tell | None]:
    """The function that is told how far it is; a bar that was asked for by name is there as long as the block.

    Raises
    ------
    ArgumentError
        If no bar has this name.
    WrongTypeError
        If it is neither a function, a name, True nor None.
    ImportError
        If the package of the bar is not installed.
    """
    if progress is None or progress is False:
        yield None
    elif progress is True or isinstance(progress, str):
        with _bar(_installed() if progress is True else progress) as tell:
            yield tell
    elif callable(progress):
        yield progress
    else:
        raise wrong("progress", progress, "state a function, True, 'tqdm' or 'rich'")


def _installed() -> str:
    return next((name for name in BARS if importlib.util.find_spec(name) is not None), BARS[0])


@contextmanager
def _bar(name: str) -> Iterator[Tell]:
    if name not in BARS:
        raise ArgumentError(f"progress = {name!r} is no bar: {meant(name, BARS, 'state tqdm or rich')}")
    with _tqdm() if name == "tqdm" else _rich() as tell:
        yield tell


@contextmanager
def _tqdm() -> Iterator[Tell]:
    with needed("tqdm.auto", "this progress bar").tqdm(total=100, unit="%", bar_format=FORMAT) as bar:

        def tell(fraction: float, element: str, stage: str) -> None:
            bar.set_description_str(_words(element, stage), refresh=False)
            bar.n = round(100 * fraction)
            bar.refresh()

        yield tell


FORMAT = "{desc}{percentage:3.0f}%|{bar}| {elapsed}<{remaining}"
"""Without the rate of tqdm: per cent in a second tell nobody anything."""


@contextmanager
def _rich() -> Iterator[Tell]:
    with needed("rich.progress", "this progress bar").Progress() as bar:
        task = bar.add_task("", total=1.0)

        def tell(fraction: float, element: str, stage: str) -> None:
            bar.update(task, completed=fraction, description=_words(element, stage))

        yield tell


def _words(element: str, stage: str) -> str:
    return f"{element}: {stage} " if element else f"{stage} "
