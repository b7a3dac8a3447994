# SPDX-License-Identifier: MIT OR Apache-2.0
"""Puts the licences of lamap, and of all that a library of it contains, where a package takes them from.

notices.py LIBRARY FOLDER [TARGET...]: LICENSE-MIT, LICENSE-APACHE and THIRD-PARTY.txt of lamap or lamap-jni as built
for the targets, by default for this machine.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from crates import Crates, host

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Writes the files."""
    library, folder, targets = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    crates = Crates(ROOT, targets or [host()], library)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        shutil.copyfile(ROOT / name, folder / name)
    (folder / "THIRD-PARTY.txt").write_text(crates.notices(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
