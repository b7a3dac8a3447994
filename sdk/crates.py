# SPDX-License-Identifier: MIT OR Apache-2.0
"""The crates that are linked into a library: their licences as a text, and a bill of materials (CycloneDX 1.5)."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

LIBRARIES = {  # what cargo is told of each; what the feature `cli` brings is in the program alone
    "lamap": ["--no-default-features", "--features=enhance,ffi,xlsx"],
    "lamap-jni": ["--manifest-path=bindings/java/native/Cargo.toml"],
}
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.I)
RUST = "https://github.com/rust-lang/rust"


class Crates:
    """What is linked for some platforms: neither procedural macros nor what serves a build script or a test."""

    def __init__(self, root: Path, targets: list[str], library: str = "lamap") -> None:
        def output(*command: str) -> str:
            return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", cwd=root).stdout

        options = ["--locked", *LIBRARIES[library]]
        platforms = [f"--filter-platform={target}" for target in targets]
        found = json.loads(output("cargo", "metadata", "--format-version=1", *platforms, *options))
        # `metadata` also lists what features that are off would bring; `tree` knows better but tells little
        tree = ["cargo", "tree", "--edges=normal,no-proc-macro", "--prefix=none", "--format={p}", *options]
        lines = [line for target in targets for line in output(*tree, f"--target={target}").splitlines()]
        there = {tuple(line.split()[:2]) for line in lines if line}
        packages = {p["id"]: p for p in found["packages"] if (p["name"], f"v{p['version']}") in there}
        self.target_directory = Path(found["target_directory"])
        self.lamap = next(package for package in packages.values() if package["name"] == "lamap")
        self.version: str = self.lamap["version"]
        self.linked = sorted(
            (package for package in packages.values() if package["name"] not in LIBRARIES),
            key=lambda package: (package["name"], package["version"]),
        )
        self.edges = {
            node["id"]: [packages[other] for other in node["dependencies"] if other in packages]
            for node in found["resolve"]["nodes"]
            if node["id"] in packages
        }
        self.checksums = {
            (package["name"], package["version"]): package.get("checksum")
            for package in tomllib.loads((root / "Cargo.lock").read_text(encoding="utf-8"))["package"]
        }
        self.rust = output("rustc", "-V").split()[1]

    def bill_of_materials(self) -> dict[str, Any]:
        """The crates and what each needs, as CycloneDX 1.5; without a time, so that equal inputs give equal bytes."""
        rust = {
            "type": "library",
            "bom-ref": f"rust-std@{self.rust}",
            "name": "rust-std",
            "version": self.rust,
            "licenses": [{"expression": "MIT OR Apache-2.0"}],
            "externalReferences": [{"type": "vcs", "url": RUST}],
        }
        edges = [
            {"ref": purl(package), "dependsOn": [*map(purl, self.edges[package["id"]]), rust["bom-ref"]]}
            for package in [self.lamap, *self.linked]
        ]
        return {
            "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "metadata": {"component": self.component(self.lamap)},
            "components": [*map(self.component, self.linked), rust],
            "dependencies": edges,
        }

    def component(self, package: dict[str, Any]) -> dict[str, Any]:
        """One crate of the bill of materials."""
        component: dict[str, Any] = {
            "type": "library",
            "bom-ref": purl(package),
            "purl": purl(package),
            "name": package["name"],
            "version": package["version"],
            "licenses": [{"expression": licence(package)}],
        }
        if checksum := self.checksums[package["name"], package["version"]]:
            component["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        if package["repository"]:
            component["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
        return component

    def notices(self) -> str:
        """Every crate with its licence, then each text once with the names of the crates that it belongs to."""
        heading = "The library of lamap contains these crates and the standard library of Rust.\n\n"
        lines = [f"{named(package)}: {licence(package)}\n" for package in self.linked]
        lines.append(f"standard library of Rust {self.rust}: MIT OR Apache-2.0, {RUST}\n")
        owners: dict[str, list[str]] = {}
        for package in self.linked:
            folder = Path(package["manifest_path"]).parent
            for path in sorted(path for path in folder.iterdir() if path.is_file() and LICENCE_FILE.match(path.name)):
                text = path.read_text(encoding="utf-8", errors="replace").strip()
                owners.setdefault(text, []).append(named(package))
        rule = "\n" + "=" * 80 + "\n"
        texts = [f"{rule}{', '.join(dict.fromkeys(names))}{rule}\n{text}\n" for text, names in owners.items()]
        return heading + "".join(lines) + "".join(texts)


def host() -> str:
    """The platform of this machine."""
    told = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, encoding="utf-8").stdout
    (target,) = re.findall(r"^host: (.+)$", told, re.M)
    return str(target)


def named(package: dict[str, Any]) -> str:
    """Name and version."""
    return f"{package['name']} {package['version']}"


def purl(package: dict[str, Any]) -> str:
    """The name of a crate among all packages of the world."""
    return f"pkg:cargo/{package['name']}@{package['version'].replace('+', '%2B')}"


def licence(package: dict[str, Any]) -> str:
    """The licence as an SPDX expression; older crates write a slash for OR."""
    return str(package["license"]).replace("/", " OR ").replace("  ", " ")
