# SPDX-License-Identifier: MIT OR Apache-2.0
"""Packs the SDK of one platform: pack.py [TARGET], from what cargo built for it.

The zip goes to target/sdk and holds one folder: the library under a name with the number of its binary interface,
headers, files for CMake and pkg-config, examples, licences and a bill of materials. Equal inputs give an equal zip.
Needs patchelf for Linux, install_name_tool and codesign for macOS.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from crates import Crates, host

ROOT = Path(__file__).resolve().parent.parent
# Programs ask for the library by the number of its binary interface, which rises exactly when they must be compiled
# anew; versions rise at every release.
(ABI,) = re.findall(r"#define LAMAP_ABI_VERSION (\d+)", (ROOT / "include/lamap.h").read_text(encoding="utf-8"))
PLATFORMS = {
    "x86_64-unknown-linux-gnu": "linux-x86_64",
    "aarch64-unknown-linux-gnu": "linux-aarch64",
    "x86_64-apple-darwin": "macos-x86_64",
    "aarch64-apple-darwin": "macos-aarch64",
    "x86_64-pc-windows-msvc": "windows-x86_64",
    "x86_64-pc-windows-gnu": "windows-x86_64-gnu",
}
TEXTS = {  # where a file of the repository lies in the SDK
    "docs/sdk.md": "README.md",
    "docs/abi.md": "abi.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "LICENSE-MIT": "LICENSE-MIT",
    "LICENSE-APACHE": "LICENSE-APACHE",
    "include/lamap.h": "include/lamap.h",
    "include/lamap.hpp": "include/lamap.hpp",
    "sdk/lamap.pc": "lib/pkgconfig/lamap.pc",
    "sdk/lamapConfig.cmake": "lib/cmake/lamap/lamapConfig.cmake",
    "sdk/lamapConfigVersion.cmake": "lib/cmake/lamap/lamapConfigVersion.cmake",
    "examples/CMakeLists.txt": "examples/CMakeLists.txt",
    "examples/simulate.c": "examples/simulate.c",
    "examples/enhance.c": "examples/enhance.c",
    "examples/stream.c": "examples/stream.c",
    "examples/enhance.cpp": "examples/enhance.cpp",
    "examples/csharp/Lamap.cs": "examples/csharp/Lamap.cs",
    "examples/csharp/Enhance.cs": "examples/csharp/Enhance.cs",
    "examples/csharp/enhance.csproj": "examples/csharp/enhance.csproj",
}


def output(*command: str) -> str:
    """What a program prints."""
    if shutil.which(command[0]) is None:
        sys.exit(f"{command[0]} is needed and not there")
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def main() -> None:
    """Writes the zip and prints its path and size."""
    target = sys.argv[1] if len(sys.argv) > 1 else host()
    if target not in PLATFORMS:
        sys.exit(f"no SDK is known for {target}: one of {', '.join(PLATFORMS)}")
    crates = Crates(ROOT, [target])
    built = crates.target_directory / (target if len(sys.argv) > 1 else "") / "release"
    name = f"lamap-{crates.version}-{PLATFORMS[target]}"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, name)
        for source, place in TEXTS.items():
            write(folder / place, filled((ROOT / source).read_text(encoding="utf-8"), crates.version))
        write(folder / "THIRD-PARTY.txt", crates.notices())
        write(folder / "sbom.cdx.json", json.dumps(crates.bill_of_materials(), indent=1, ensure_ascii=False) + "\n")
        put_library(target, built, folder, [crates.target_directory, ROOT])
        archive = crates.target_directory / "sdk" / f"{name}.zip"
        pack(folder, archive)
    print(f"{archive}: {archive.stat().st_size / 1e6:.1f} MB")


def write(path: Path, text: str) -> None:
    """Writes a file and the folders that lead to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def filled(text: str, version: str) -> str:
    """A text with the numbers of this SDK where it leaves room for them, and with links to where pages lie here."""
    return text.replace("@VERSION@", version).replace("@ABI@", ABI).replace("(sdk.md)", "(README.md)")


def put_library(target: str, built: Path, folder: Path, private: list[Path]) -> None:
    """Copies the library, gives it the name that programs are linked with, and hides the folders of this machine."""
    if "windows" in target:
        imports = "lamap.dll.lib" if "msvc" in target else "liblamap.dll.a"
        place(built / "lamap.dll", folder / "bin/lamap.dll", private)
        place(built / imports, folder / "lib" / imports.replace(".dll.lib", ".lib"), private)
    elif "darwin" in target:
        library = place(built / "liblamap.dylib", folder / f"lib/liblamap.{ABI}.dylib", private)
        output("install_name_tool", "-id", f"@rpath/{library.name}", str(library))
        output("codesign", "--force", "--sign", "-", str(library))
        (folder / "lib/liblamap.dylib").symlink_to(library.name)
    else:
        library = place(built / "liblamap.so", folder / f"lib/liblamap.so.{ABI}", private)
        output("patchelf", "--set-soname", library.name, str(library))
        (folder / "lib/liblamap.so").symlink_to(library.name)


def place(source: Path, target: Path, private: list[Path]) -> Path:
    """Copies a library. Where panics name source files below a folder of this machine, slashes take its place.

    The length stays, so that nothing else in the file moves.
    """
    if not source.exists():
        sys.exit(f"{source} is not there: build it first")
    content = source.read_bytes()
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    for path in [*private, home, Path(output("rustc", "--print", "sysroot"))]:
        content = content.replace(os.fsencode(path), b"/" * len(os.fsencode(path)))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    shutil.copymode(source, target)
    return target


def pack(folder: Path, archive: Path) -> None:
    """Packs a folder with links as links and without times."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix())
            entry.create_system = 3  # Unix, whose modes the next line states
            entry.external_attr = path.lstat().st_mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, os.readlink(path) if path.is_symlink() else path.read_bytes())


if __name__ == "__main__":
    main()
