# SPDX-License-Identifier: MIT OR Apache-2.0
"""Where samples come from: phantoms and the pictures of the recipe, divided into training and held out."""

import dataclasses
import functools
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import lamap
import numpy as np

from lamap_training.config import Config, Crops, Images
from lamap_training.images import Image
from lamap_training.pictures import PLAIN, SUFFIXES, crop, sheet

Sampler = Callable[[np.random.Generator, int, int], Image | None]  # rows, columns -> sample; None: draw again

ROOT_VARIABLE = "LAMAP_TRAINING_DATA"
MAX_SEED = 2**63
TRAINING, HELD_OUT = "training", "held out"


@dataclass(frozen=True)
class File:
    """One picture of a recipe."""

    path: Path
    options: Images
    held_out: bool

    @functools.cached_property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Phantoms:
    """Samples of one kind made by the library."""

    kind: str
    settings: Mapping[str, float] = field(default_factory=dict)  # of the kind

    def __call__(self, rng: np.random.Generator, rows: int, columns: int) -> Image:
        """Phantom, (rows, columns)."""
        return lamap.phantom(self.kind, (rows, columns), int(rng.integers(MAX_SEED)), **self.settings)


@dataclass(frozen=True)
class Pictures:
    """Crops of files: a folder by its weight, any of its files, any place."""

    folders: tuple[tuple[float, tuple[File, ...]], ...]
    crops: Crops

    def __call__(self, rng: np.random.Generator, rows: int, columns: int) -> Image | None:
        """Crop, (rows, columns), or None where the chosen picture has only empty ones."""
        weights = np.array([weight for weight, _ in self.folders])
        files = self.folders[rng.choice(len(weights), p=weights / weights.sum())][1]
        return cropped(files[rng.integers(len(files))], self.crops, rng, rows, columns)


@dataclass(frozen=True)
class Mixture:
    """Phantoms with a probability, else pictures."""

    phantoms: Phantoms
    phantom_share: float
    pictures: Pictures

    def __call__(self, rng: np.random.Generator, rows: int, columns: int) -> Image | None:
        """Sample, (rows, columns), or None."""
        chosen = self.phantoms if rng.random() < self.phantom_share else self.pictures
        return chosen(rng, rows, columns)


def cropped(file: File, crops: Crops, rng: np.random.Generator, rows: int, columns: int) -> Image | None:
    """Crop of one file, (rows, columns)."""
    return crop(sheet(file.path, file.options), file.options, crops, rows, columns, rng)


def plainly_cropped(file: File) -> Sampler:
    """Crops of one file as it is, but bright backgrounds inverted."""
    share = float(file.options.invert_share >= 0.5)
    shown = dataclasses.replace(file, options=dataclasses.replace(file.options, invert_share=share))
    return functools.partial(cropped, shown, PLAIN)


def training_sampler(config: Config, files: Iterable[File]) -> Sampler:
    """What a run learns from: phantoms alone, or mixed with the pictures that are not held out."""
    phantoms = Phantoms(config.draws.kind)
    folders: dict[Images, list[File]] = {}
    for file in files:
        if not file.held_out and file.options.weight > 0:
            folders.setdefault(file.options, []).append(file)
    if not folders:
        return phantoms
    weighted = tuple((options.weight, tuple(found)) for options, found in folders.items())
    return Mixture(phantoms, config.data.phantom_share, Pictures(weighted, config.crops))


def find_files(config: Config, root: Path | None) -> list[File]:
    """The pictures that a recipe names, below `root` or the folder named by LAMAP_TRAINING_DATA.

    Raises ValueError where a folder or a pattern finds nothing, or a picture would be both trained on and held out.
    """
    if not config.images:
        return []
    if root is None and ROOT_VARIABLE in os.environ:
        root = Path(os.environ[ROOT_VARIABLE])
    if root is None:
        raise ValueError(f"the recipe names folders of pictures: say with --data or {ROOT_VARIABLE} where they lie")
    files = [file for options in config.images for file in _folder(root, options)]
    splits: dict[str, bool] = {}
    for file in files:
        if splits.setdefault(file.sha256, file.held_out) != file.held_out:
            raise ValueError(f"{file.path} is both trained on and held out (same content)")
    if config.data.phantom_share < 1 and all(file.held_out for file in files):
        raise ValueError("every picture is held out: nothing is left to train on")
    return files


def manifest(files: Iterable[File], root: Path | None) -> str:
    """Table of the pictures, tab-separated: file, sha256, set, split."""
    base = root or Path(os.environ.get(ROOT_VARIABLE, "."))
    lines = ["file\tsha256\tset\tsplit"]
    for file in files:
        split = HELD_OUT if file.held_out else TRAINING
        lines.append(f"{file.path.relative_to(base).as_posix()}\t{file.sha256}\t{file.options.group}\t{split}")
    return "\n".join(lines) + "\n"


def _folder(root: Path, options: Images) -> list[File]:
    folder = root / options.folder
    if not folder.is_dir():
        raise ValueError(f"no folder {folder}")
    paths = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES]
    for pattern in (*options.files, *options.leave_out, *options.hold_out):
        if not any(fnmatch(path.name, pattern) for path in paths):
            raise ValueError(f"no picture in {folder} is named {pattern!r}")
    chosen = [path for path in paths if _any(path, options.files) and not _any(path, options.leave_out)]
    return [File(path, options, _any(path, options.hold_out)) for path in chosen]


def _any(path: Path, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(path.name, pattern) for pattern in patterns)
