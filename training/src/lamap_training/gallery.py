# SPDX-License-Identifier: MIT OR Apache-2.0
"""Pictures of patches side by side, to see what a network is shown and what it makes of it."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np
import torch

from lamap_training._core import Image
from lamap_training.data import Batch

matplotlib.use("Agg")

SAMPLES = 12
PIXELS_PER_INCH = 80


def draw_samples(batches: Sequence[Batch], path: Path) -> None:
    """Twelve patches, one of each measurement first: measured map, restored map, truth, on one scale of grey."""
    inputs, truths = (torch.cat(parts).numpy() for parts in zip(*batches, strict=True))
    order = [*range(0, len(truths), 2), *range(1, len(truths), 2)][:SAMPLES]
    panels = [[inputs[n, 1], inputs[n, 0], truths[n, 0]] for n in order]
    draw_panels(panels, [["measured", "restored", "truth"]] * len(panels), path, groups=3)


def draw_panels(rows: list[list[Image]], titles: list[list[str]], path: Path, groups: int = 1) -> None:
    """Rows of images, the last of a row its truth and scale of grey; `groups` rows stand side by side."""
    from matplotlib import pyplot

    width = len(rows[0])
    lines = -(-len(rows) // groups)
    figure, axes = pyplot.subplots(
        lines, groups * width, figsize=(2.0 * groups * width, 2.15 * lines), squeeze=False, layout="constrained"
    )
    for panel in axes.ravel():
        panel.axis("off")
    for number, (images, words) in enumerate(zip(rows, titles, strict=True)):
        low, high = (float(value) for value in np.percentile(images[-1], (0.5, 99.5)))
        for column, (image, title) in enumerate(zip(images, words, strict=True)):
            panel = axes[number // groups, number % groups * width + column]
            panel.imshow(image, cmap="gray", vmin=low, vmax=max(high, low + 1e-6), interpolation="nearest")
            panel.set_title(title, fontsize=7)
    figure.savefig(path, dpi=PIXELS_PER_INCH)
    pyplot.close(figure)
