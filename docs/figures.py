# SPDX-License-Identifier: MIT OR Apache-2.0
"""Draws the pictures of docs/virtual-ablation.md with the program `lamap`: `make figures`."""

import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402

IMAGES = Path(__file__).parent / "images"


class Lamap:
    """The program, run in a folder of its own; maps travel as text, with all their digits."""

    def __init__(self, program: str, folder: str) -> None:
        self.program, self.folder = str(Path(program).resolve()), Path(folder)

    def run(self, *arguments: str) -> None:
        subprocess.run([self.program, *arguments], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def phantom(self, kind: str, side: int, pixel_um: float, *settings: str) -> np.ndarray:
        sets = [word for setting in settings for word in ("--set", setting)]
        size = ("--size", f"{side}x{side}", "--pixel-um", str(pixel_um), "--seed", "7")
        self.run("phantom", kind, *size, *sets, "--output", "drawn.csv", "--overwrite")
        return np.loadtxt(self.folder / "drawn.csv", delimiter=",", ndmin=2)

    def ablate(self, sample: np.ndarray, pixel_um: float, *words: str, seed: int | None = 1) -> np.ndarray:
        np.savetxt(self.folder / "sample.csv", sample, delimiter=",")
        noise = ("--expected",) if seed is None else ("--seed", str(seed))
        self.run("ablate", "sample.csv", "--output", "map.csv", "--overwrite", "--pixel-um", str(pixel_um), *noise, *words)
        return np.loadtxt(self.folder / "map.csv", delimiter=",", ndmin=2)


def panel(axes, values: np.ndarray, title: str, extent_um: float) -> None:
    axes.imshow(values, cmap="viridis", extent=(0, extent_um, extent_um, 0), interpolation="nearest")
    axes.set_title(title, fontsize=9)
    axes.set_xticks([])
    axes.set_yticks([])


def steps(lamap: Lamap) -> None:
    """One phantom, and what each step adds to those before it."""
    side = 240
    sample = lamap.phantom("cells", side, 1.0) + 0.05
    base = ["--set", "beam_size_um=5", "--set", "sensitivity_counts=1000000", "--set", "acquisition_time_s=0.05"]
    flicker = ["--set", "flicker_rsd=0.4"]
    washout = ["--set", "pulse_response=exponential", "--set", "response_scale_s=0.12", "--set", "alignment=raw"]
    dim = [word.replace("1000000", "20") for word in base]
    raw = ["--set", "alignment=raw"]
    maps = [
        (sample, "sample, pixels of 1 µm"),
        (lamap.ablate(sample, 1.0, *base, *raw, seed=None), "laser sampling, beam of 5 µm"),
        (lamap.ablate(sample, 1.0, *base, *raw, *flicker), "and Flicker noise, 40 % a pulse"),
        (lamap.ablate(sample, 1.0, *base, *flicker, *washout), "and washout, integration (0.12 s)"),
        (lamap.ablate(sample, 1.0, *dim, *flicker, *washout), "and counting, up to 100 counts"),
    ]
    figure, axes = plt.subplots(1, 5, figsize=(12, 2.8))
    for ax, (values, title) in zip(axes, maps):
        panel(ax, values, title, side)
    save(figure, "steps.png")


def stars(lamap: Lamap) -> None:
    """A Siemens star of 800 µm as four instruments would see it."""
    side, pixel_um = 1600, 0.5
    star = lamap.phantom("siemens-star", side, pixel_um, "spokes=18") + 0.02
    figure, axes = plt.subplots(1, 4, figsize=(12, 3.7))
    for ax, preset in zip(axes, ["tof-fast", "tof-2025-twophase", "quad-classic", "libs"]):
        counts = lamap.ablate(star, pixel_um, "--preset", preset, "--set", "edge=clamp")
        lines, pixels = counts.shape
        panel(ax, counts, f"{preset}\n{lines} lines of {pixels} pixels", side * pixel_um)
    save(figure, "stars.png")


def transfer(lamap: Lamap) -> None:
    """Contrast of waves along and across the scan: the closed form, and what a simulation keeps."""
    beam, width, speed, shape, scale = 5.0, 5.0, 100.0, 2.542, 8.464e-3
    frequency = np.linspace(1e-4, 0.16, 400)
    along = np.abs(np.sinc(beam * frequency) * np.sinc(width * frequency))
    along *= (1 + (2 * np.pi * frequency * speed * scale) ** 2) ** (-shape / 2)
    across = np.abs(np.sinc(beam * frequency))
    figure, ax = plt.subplots(figsize=(6.4, 3.8))
    waves = np.array([0.01, 0.02, 0.03, 0.043, 0.057, 0.069, 0.083, 0.094, 0.113, 0.13, 0.147])
    for axis, curve, colour, label in [(1, along, "C0", "along the scan"), (0, across, "C1", "across the lines")]:
        ax.plot(1000 * frequency, curve, colour, label=f"{label}: closed form")
        found = [contrast(lamap, wave, axis) for wave in waves]
        ax.plot(1000 * waves, found, "o", color=colour, markersize=4, label=f"{label}: simulated")
    ax.set_xlabel("periods per mm")
    ax.set_ylabel("contrast")
    ax.set_ylim(0, 1.02)
    ax.set_xlim(0, 160)
    ax.legend(frameon=False)
    save(figure, "transfer.png")


def contrast(lamap: Lamap, frequency: float, axis: int) -> float:
    """Amplitude of a wave in the simulated map relative to that in the sample, by least squares."""
    pixel_um, counts = 0.5, (40, 1200)
    sizes = counts if axis == 1 else counts[::-1]
    place = (np.arange(sizes[axis]) + 0.5) * pixel_um
    # the mean of the wave over a pixel of the sample
    wave = 1 + 0.5 * np.sinc(frequency * pixel_um) * np.cos(2 * np.pi * frequency * place)
    sample = np.broadcast_to(wave if axis == 1 else wave[:, None], sizes)
    words = ["--preset", "seed-2019", "--set", "mean_concentration=0", "--set", "sensitivity_counts=1000"]
    counted = lamap.ablate(sample, pixel_um, *words, seed=None)
    profile = counted[1] if axis == 1 else counted[:, 2]
    profile = profile[12:-2]
    x = 2 * np.pi * frequency * 5.0 * (np.arange(profile.size) + 12)
    parts, *_ = np.linalg.lstsq(np.stack([np.ones_like(x), np.cos(x), np.sin(x)], 1), profile, rcond=None)
    return float(np.hypot(parts[1], parts[2]) / parts[0] / 0.5)


def save(figure, name: str) -> None:
    figure.tight_layout()
    figure.savefig(IMAGES / name, dpi=110, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        program = Lamap(sys.argv[1], folder)
        steps(program)
        stars(program)
        transfer(program)
