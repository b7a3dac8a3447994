# SPDX-License-Identifier: MIT OR Apache-2.0
"""Pictures of patches side by side, to see what a network is shown and what it makes of it.

Patches are drawn on the scale of a network's inputs, which may be logarithmic; those of an evaluation as values.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
import numpy as np
import torch

from lamap_training.data import Batch
from lamap_training.images import Image
from lamap_training.metrics import psnr
from lamap_training.tables import Evaluation

matplotlib.use("Agg")

SAMPLES = 12
SHOWN_IN_A_SET = 3
PIXELS_PER_INCH = 80


def draw_samples(batches: Sequence[Batch], path: Path) -> None:
    """Twelve patches, one of each measurement first: measured map, restored map, truth, on one scale of grey."""
    inputs, truths = (torch.cat([getattr(batch, name) for batch in batches]).numpy() for name in ("inputs", "truths"))
    order = [*range(0, len(truths), 2), *range(1, len(truths), 2)][:SAMPLES]
    panels = [[inputs[n, 1], inputs[n, 0], truths[n, 0]] for n in order]
    draw_panels(panels, [["measured", "restored", "truth"]] * len(panels), path, groups=3)


def draw_validation(sets: Mapping[str, tuple[Batch, torch.Tensor]], path: Path) -> None:
    """The first patches of each set: measured map, restored map, enhanced map, truth, with the PSNR of each."""
    rows, titles = [], []
    for name, ((inputs, truths, *_), outputs) in sets.items():
        for n in range(min(SHOWN_IN_A_SET, len(truths))):
            truth = truths[n, 0].numpy()
            images = [inputs[n, 1].numpy(), inputs[n, 0].numpy(), outputs[n, 0].numpy()]
            words = ("measured", "restored", "enhanced")
            titles.append(
                [f"{word} {psnr(image, truth, 1.0):.2f} dB" for word, image in zip(words, images, strict=True)]
            )
            titles[-1].append(name)
            rows.append([*images, truth])
    draw_panels(rows, titles, path, groups=SHOWN_IN_A_SET)


def draw_evaluation(evaluation: Evaluation, path: Path) -> None:
    """Four panels an image: ablation, bicubic, enhanced, truth, with PSNR and SSIM of each."""
    rows, titles = [], []
    for name, shown, scores in evaluation.shown:
        by_method = {str(score["method"]): score for score in scores}
        suffix = evaluation.metric.removeprefix("psnr")
        words = {"nearest": "ablation", "bicubic": "bicubic", "network": "enhanced"}
        rows.append([shown[method] for method in words] + [shown["truth"]])
        titles.append(
            [
                f"{word}\n{by_method[method]['psnr' + suffix]:.2f} dB, SSIM {by_method[method]['ssim' + suffix]:.3f}"
                for method, word in words.items()
            ]
            + ["\n".join(name.values())]
        )
    draw_panels(rows, titles, path, groups=2)


def draw_panels(rows: list[list[Image]], titles: list[list[str]], path: Path, groups: int = 1) -> None:
    """Rows of images, the last of a row its truth and scale of grey; `groups` rows stand side by side."""
    from matplotlib import pyplot

    width = len(rows[0])
    lines = -(-len(rows) // groups)
    figure, axes = pyplot.subplots(
        lines, groups * width, figsize=(2.0 * groups * width, 2.3 * lines), squeeze=False, layout="constrained"
    )
    for panel in axes.ravel():
        panel.axis("off")
    for number, (images, words) in enumerate(zip(rows, titles, strict=True)):
        low, high = (float(value) for value in np.nanpercentile(images[-1], (0.5, 99.5)))
        for column, (image, title) in enumerate(zip(images, words, strict=True)):
            panel = axes[number // groups, number % groups * width + column]
            panel.imshow(image, cmap="gray", vmin=low, vmax=max(high, low + 1e-6), interpolation="nearest")
            panel.text(0.5, -0.02, title, transform=panel.transAxes, ha="center", va="top", fontsize=7)
    figure.savefig(path, dpi=PIXELS_PER_INCH)
    pyplot.close(figure)
