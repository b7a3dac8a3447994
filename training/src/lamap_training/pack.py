# SPDX-License-Identifier: MIT OR Apache-2.0
"""Packs the pictures of a recipe for a machine that can download nothing.

`python -m lamap_training.pack --config RECIPE --data ROOT --out pictures.tar`; there, unpack it into a folder and train
with `--config FOLDER/recipe.toml --data FOLDER`. Means over pixels that the recipe asks for are taken before, and
brightness is kept in 1023 steps: a run from packed pictures is nearly, not exactly, that from the pictures themselves.
"""

import argparse
import dataclasses
import io
import tarfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture

from lamap_training.config import Config, Images
from lamap_training.pictures import binned, read
from lamap_training.run import RECIPE
from lamap_training.sources import find_files

STEPS = 1023  # of brightness


def pack(config: Config, root: Path, out: Path) -> int:
    """Writes pictures and recipe as a tar archive and gives the number of pictures.

    Raises ValueError where two sections of the recipe take means over different numbers of pixels of one picture.
    """
    bins: dict[Path, Images] = {}
    for file in find_files(config, root):
        if bins.setdefault(file.path, file.options).bin != file.options.bin:
            raise ValueError(f"{file.path} is used with different bins: it cannot be packed once")
    whole = dataclasses.replace(config, images=tuple(dataclasses.replace(images, bin=1) for images in config.images))
    with tarfile.open(out, "w") as archive:
        _add(archive, RECIPE, whole.to_toml().encode())
        for path, options in sorted(bins.items()):
            picture = io.BytesIO()
            Picture.fromarray(reduced(read(path), options)).save(picture, "PNG", optimize=True)
            _add(archive, path.relative_to(root).as_posix(), picture.getvalue())
    return len(bins)


def reduced(values: NDArray[np.generic], options: Images) -> NDArray[np.generic]:
    """The picture as it is stored: 8 bits as they are, else steps from its darkest to its brightest pixel."""
    if options.labels or (values.dtype == np.uint8 and options.bin == 1):
        return values
    means = binned(values, options.bin).astype(np.float64)
    low, span = means.min(), np.ptp(means)
    return np.rint((means - low) * (STEPS / span if span else 0.0)).astype(np.uint16)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)  # no times and owners: equal pictures give equal archives
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Pack the pictures of a recipe into one archive.")
    parser.add_argument("--config", type=Path, required=True, help="recipe (TOML)")
    parser.add_argument("--data", type=Path, required=True, help="folder below which the recipe's pictures lie")
    parser.add_argument("--out", type=Path, required=True, help="archive (.tar)")
    options = parser.parse_args()
    count = pack(Config.load(options.config), options.data, options.out)
    print(f"{count} pictures, {options.out.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
