# SPDX-License-Identifier: MIT OR Apache-2.0
"""Packages that only some functions need."""

from __future__ import annotations

import importlib
from typing import Any


def needed(module: str, what: str) -> Any:  # noqa: ANN401, a module
    """A module of an optional package.

    Parameters
    ----------
    module : str
        Its name, such as "matplotlib.figure".
    what : str
        What needs it, as the error says: "a figure".

    Raises
    ------
    ImportError
        If the package is not installed; the sentence tells how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.split(".")[0]
        if error.name is not None and error.name.split(".")[0] != package:
            raise  # it is there, and lacks something itself
        raise ImportError(f"{what} needs the package {package}: pip install {package}") from None
