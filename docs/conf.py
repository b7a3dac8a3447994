# SPDX-License-Identifier: MIT OR Apache-2.0
"""How Sphinx builds this folder: `make docs`. Tutorials are run while it builds; an error or a warning fails it."""

import os
import re
import time
from pathlib import Path

import lamap

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGES = {  # files of the repository that have a page here
    "README.md#settings": "settings.md",
    "README.md": "index.md",
    "models/unet-small.md": "model.md",
    "training/README.md": "training.md",
    "plugins/napari/README.md": "napari.md",
    "plugins/fiji/README.md": "fiji.md",
    "plugins/iolite/README.md": "iolite.md",
    "bindings/python/README.md": "install.md",
    "bindings/java/README.md": "java.md",
}
LINK = re.compile(r"\[([^\]]*)\]\((?!\w+:)([^)#\s]+)(#[^)\s]*)?\)")
REST = "{{ rest of lamap }}"
FILE = re.compile(r'\{\{ file (\S+)(?: from "(.+?)" to "(.+?)")? \}\}')

project, author = "lamap", "the lamap contributors"
version = release = lamap.__version__
copyright = f"{time.strftime('%Y')}, {author}. MIT OR Apache-2.0"

extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc", "sphinx.ext.viewcode"]
exclude_patterns = ["_build", "README.md"]
html_theme = "furo"
html_title = f"lamap {release}"
html_show_sphinx = False
html_static_path, html_css_files = ["_static"], ["lamap.css"]

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # a part of a README may begin with any level

default_role = "py:obj"  # `enhance` in a docstring leads to enhance
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say more than the annotations
numpydoc_show_class_members = False


def insert_files(_app: object, name: str, source: list[str]) -> None:
    """Puts other files of the repository where a page says `{{ file PATH }}`, so that each text stands once.

    `{{ file PATH from "..." to "..." }}` takes what lies between two texts.
    """
    page = DOCS / name

    def content(found: re.Match[str]) -> str:
        path, start, end = found.groups()
        text = (ROOT / path).read_text(encoding="utf-8")
        text = text.partition(start)[2] if start else text
        return linked(text.partition(end)[0] if end else text, (ROOT / path).parent, page)

    source[0] = FILE.sub(content, linked(source[0], page.parent, page))
    source[0] = source[0].replace(REST, rest_of_lamap(source[0]))


def rest_of_lamap(page: str) -> str:
    """A section with the public names of lamap that a page does not have: none is ever left out."""
    there = set(re.findall(r":: (\w+)", page)) | set(vars(lamap.errors))
    rest = {name: getattr(lamap, name) for name in lamap.__all__ if name not in there}
    directives = "\n".join(
        f".. autoclass:: {name}\n   :members:" if isinstance(thing, type) else f".. autofunction:: {name}"
        for name, thing in rest.items()
    )
    return f"## More\n\n```{{eval-rst}}\n{directives}\n```" if rest else ""


def linked(text: str, folder: Path, page: Path) -> str:
    """A text from a file of `folder` with links that work on `page`; one to a file without a page is none any more."""

    def link(found: re.Match[str]) -> str:
        words, path, anchor = found[1], found[2], found[3] or ""
        target = Path(os.path.normpath(folder / path))
        inside = target.relative_to(ROOT).as_posix()
        if known := PAGES.get(inside + anchor) or PAGES.get(inside):
            target, anchor = DOCS / known, ""
        if not target.is_relative_to(DOCS):
            return f"`{words}`"
        return f"[{words}]({Path(os.path.relpath(target, page.parent)).as_posix()}{anchor})"

    return LINK.sub(link, text)


def setup(app: object) -> None:
    """Called by Sphinx."""
    app.connect("source-read", insert_files)  # type: ignore[attr-defined]
