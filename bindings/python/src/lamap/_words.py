# SPDX-License-Identifier: MIT OR Apache-2.0
"""Words for errors: what a user may have meant, and what was given instead of what was wanted."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

CLOSE = 0.6
"""Least likeness, 0 to 1, of two words of which one may be a slip of the other."""
LEAST_BEGIN = 3
"""Letters from which on the begin of a word stands for it."""


def closest(given: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant; None where no word is near."""
    plain: dict[str, str] = {}
    for word in known:
        plain.setdefault(_plain(word), word)
    wanted = _plain(given)
    if wanted in plain:
        return plain[wanted]
    near = [word for word in plain if _begins(word, wanted) or _begins(wanted, word)]
    near = near or difflib.get_close_matches(wanted, plain, 1, CLOSE)
    return plain[near[0]] if near else None


def _begins(begin: str, whole: str) -> bool:
    return len(begin) >= LEAST_BEGIN and whole.startswith(begin)


def is_one_letter_off(given: str, word: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two beside each other are swapped."""
    same = next((n for n, (one, other) in enumerate(zip(given, word, strict=False)) if one != other), None)
    if same is None:
        return abs(len(given) - len(word)) == 1
    rest, wanted = given[same:], word[same:]
    is_swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return is_swapped or rest[1:] == wanted or rest == wanted[1:] or rest[1:] == wanted[1:]


def meant(given: str, known: Iterable[str], otherwise: str) -> str:
    """The next step after a word that is not known: a question, or `otherwise` where no word is near."""
    word = closest(given, known)
    return otherwise if word is None else f"did you mean {word!r}?"


def kind(value: object) -> str:
    """What a value is, with its article: "a list", "an int", "None"."""
    if value is None:
        return "None"
    name = type(value).__name__.removeprefix("nd")  # ndarray
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def _plain(word: str) -> str:
    """A word without case and without what joins its parts."""
    return "".join(letter for letter in word.casefold() if letter not in " -_./")
