# SPDX-License-Identifier: MIT OR Apache-2.0
"""Unpacks an SDK and looks at what lies in it: contents.py ZIP FOLDER PRIVATE... (folders that no file may name)."""

import json
import os
import re
import stat
import sys
import zipfile
from pathlib import Path

archive, folder, private = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]


def unpack() -> Path:
    """The folder in the zip, laid down with its links, as `unzip` does."""
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            path = folder / entry.filename
            path.parent.mkdir(parents=True, exist_ok=True)
            if stat.S_ISLNK(entry.external_attr >> 16):
                path.symlink_to(packed.read(entry).decode())
            else:
                path.write_bytes(packed.read(entry))
                path.chmod(stat.S_IMODE(entry.external_attr >> 16))
    (sdk,) = folder.iterdir()
    return sdk


sdk = unpack()
files = [path for path in sdk.rglob("*") if path.is_file()]
assert {path.name for path in sdk.iterdir()} >= {"README.md", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.txt"}

for path in files:
    for name in private:
        assert os.fsencode(name) + b"/" not in path.read_bytes(), f"{path} names {name}"
for path in (sdk / "lib").rglob("*.*"):
    if path.suffix in {".pc", ".cmake"}:
        assert not re.search("@[A-Z]+@", path.read_text()), f"{path} was not filled in"

abi = re.search(r"#define LAMAP_ABI_VERSION (\d+)", (sdk / "include/lamap.h").read_text())[1]
if (library := sdk / "lib/liblamap.so").exists():
    assert os.readlink(library) == f"liblamap.so.{abi}", os.readlink(library)
    assert f"\0liblamap.so.{abi}\0".encode() in library.read_bytes(), "the library has no soname"

bill = json.loads((sdk / "sbom.cdx.json").read_text(encoding="utf-8"))
assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
known = {component["bom-ref"] for component in [bill["metadata"]["component"], *bill["components"]]}
names = {component["name"] for component in bill["components"]}
assert known >= {other for edge in bill["dependencies"] for other in [edge["ref"], *edge["dependsOn"]]}
assert all(component["licenses"] for component in bill["components"])
assert {"ndarray", "ort", "rust-std"} <= names, names
assert not {"clap", "cbindgen", "syn", "tempfile", "glam"} & names, names
notices = (sdk / "THIRD-PARTY.txt").read_text(encoding="utf-8")
assert all(name in notices for name in names - {"rust-std"})
assert "Permission is hereby granted" in notices

size, unpacked = Path(archive).stat().st_size, sum(path.stat().st_size for path in files if not path.is_symlink())
print(f"{sdk.name}: {size / 1e6:.1f} MB, {unpacked / 1e6:.1f} MB unpacked; {len(bill['components'])} components")
