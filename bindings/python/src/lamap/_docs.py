# SPDX-License-Identifier: MIT OR Apache-2.0
"""Docstrings that name every setting: made of the table that the library describes, so that `help` tells all of it."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable
from typing import Any, TypeVar

from lamap._tables import Param, Table

Function = TypeVar("Function", bound=Callable[..., Any])
ENTRY = re.compile(r"^( *)\*\*settings : .*\n(?:\1 +.*\n)+", re.MULTILINE)
"""What a docstring says of settings in general."""
WIDTH = 100


def documented(table: type[Table]) -> Callable[[Function], Function]:
    """Gives a function that takes settings of a table a signature and a docstring that name each of them."""

    def change(function: Function) -> Function:
        function.__doc__ = with_settings(function.__doc__, table)
        signature = inspect.signature(function)
        kept = [one for one in signature.parameters.values() if one.kind is not one.VAR_KEYWORD]
        named = [_parameter(row) for row in table.params().values()]
        function.__signature__ = signature.replace(parameters=[*kept, *named])  # type: ignore[attr-defined]
        return function

    return change


def with_settings(doc: str | None, table: type[Table]) -> str | None:
    """A docstring with an entry for each setting in place of the one for all; None stays None (python -OO)."""
    if doc is None:
        return None

    def entries(found: re.Match[str]) -> str:
        return "".join(_entry(row, found[1]) for row in table.params().values())

    return ENTRY.sub(entries, doc)


def _parameter(row: Param) -> inspect.Parameter:
    return inspect.Parameter(row.key, inspect.Parameter.KEYWORD_ONLY, default=row.default)


def _entry(row: Param, indent: str) -> str:
    """Two lines or more on a setting, as numpydoc has them."""
    what = f"{_in_python(row)}."
    what += f" {row.minimum:.10g} to {row.maximum:.10g}{f' {row.unit}' if row.unit else ''}." if not row.choices else ""
    lines = textwrap.wrap(what, WIDTH, initial_indent=f"{indent}    ", subsequent_indent=f"{indent}    ")
    return "\n".join([f"{indent}{row.key} : {_type(row)}, default {row.default!r}", *lines, ""])


def _in_python(row: Param) -> str:
    """The help of a setting with the values that Python has for "auto", "yes" and "no"."""
    said = row.help
    if row.optional and "auto" not in row.choices:
        said = said.replace("auto:", "None:")
    if row.choices == ("no", "yes"):
        said = said.replace("yes:", "True:").replace("no:", "False:")
    return said if said.split(":")[0] in row.choices else said[:1].upper() + said[1:]


def _type(row: Param) -> str:
    if row.choices == ("no", "yes"):
        return "bool"
    words = ", ".join(f'"{word}"' for word in row.choices)
    kind = f"{{{words}}}" if words else "int" if row.whole else "float"
    return f"{kind} or None" if row.optional else kind
