# SPDX-License-Identifier: MIT OR Apache-2.0
"""Checks the wheels of all systems: check_wheels.py FOLDER. Each holds one library of its own system and its licences, and no Linux
library asks for a newer C library than its tag says."""

import re
import sys
import zipfile
from pathlib import Path

# how the files of a system begin, and the tags of the wheels that hold them
KINDS = {
    "manylinux_2_17_x86_64": (b"\x7fELF", 0x3E),
    "manylinux_2_17_aarch64": (b"\x7fELF", 0xB7),
    "macosx_11_0_arm64": (b"\xcf\xfa\xed\xfe", 0x0C),
    "macosx_10_12_x86_64": (b"\xcf\xfa\xed\xfe", 0x07),
    "win_amd64": (b"MZ", None),
}


def check(wheel: Path) -> str:
    """Fails on a wheel that is not what its name says; returns its tag."""
    tag = next((tag for tag in KINDS if wheel.stem.endswith(tag) or f"{tag}." in wheel.stem), None)
    assert tag, f"{wheel.name}: an unexpected platform"
    assert "-py3-none-" in wheel.name, f"{wheel.name}: not for every Python 3"
    magic, machine = KINDS[tag]
    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
        libraries = [name for name in names if re.search(r"\.(so|dylib|dll|pyd)$", name)]
        assert len(libraries) == 1, f"{wheel.name}: {libraries}"
        library = files.read(libraries[0])
    for licence in ("LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.txt"):
        assert any(name.endswith(f"/licenses/{licence}") for name in names), f"{wheel.name}: no {licence}"
    assert library.startswith(magic), f"{wheel.name}: {libraries[0]} is of another system"
    if machine is not None:
        place = 18 if magic == b"\x7fELF" else 4
        assert library[place] == machine, f"{wheel.name}: {libraries[0]} is for another processor"
    if magic == b"\x7fELF":
        asked = {tuple(map(int, version.split(b"."))) for version in re.findall(rb"GLIBC_(\d+\.\d+)", library)}
        limit = tuple(map(int, re.search(r"manylinux_(\d+)_(\d+)", tag).groups()))
        assert max(asked) <= limit, f"{wheel.name}: asks for glibc {max(asked)}"
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    return tag


def main() -> None:
    """Checks every wheel of the folder, and that none is missing."""
    found = [check(wheel) for wheel in sorted(Path(sys.argv[1]).glob("*.whl"))]
    missing = set(KINDS) - set(found)
    assert not missing and len(found) == len(KINDS), f"missing: {sorted(missing)}"


if __name__ == "__main__":
    main()
