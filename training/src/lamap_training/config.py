# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every option of a training run, once: name, default and meaning. A recipe is a TOML file of the same sections."""

import dataclasses
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

Range = tuple[float, float]


@dataclass(frozen=True)
class Draws:
    """What one virtual measurement is drawn from; the target pixel is always 1 µm.

    A range is (lowest, highest); "share" is a probability.
    """

    kind: str = "mixed"  # kind of phantom
    magnification: Range = (2.0, 8.0)  # log-uniform: line spacing over target pixel
    whole_magnification_share: float = 0.5  # ... rounded to a whole number
    spare_um: Range = (0.0, 128.0)  # the sample is larger than a patch by this
    other_width_share: float = 0.3  # pixel width differs from the line spacing
    width_ratio: Range = (0.4, 1.5)  # ... pixel width / line spacing
    other_beam_share: float = 0.5  # beam differs from the line spacing
    beam_ratio: Range = (0.5, 2.0)  # ... beam / line spacing
    dosage: Range = (1.0, 20.0)  # log-uniform whole number of shots per pixel
    no_response_share: float = 0.30
    exponential_share: float = 0.35  # the rest is gamma
    response_shape: Range = (1.5, 6.0)  # of the gamma response
    smear: Range = (0.05, 1.5)  # log-uniform: scan speed x standard deviation of the response / pixel width
    transport_delay: Range = (0.0, 1.0)  # in acquisition times
    no_flicker_share: float = 0.2
    flicker_rsd: Range = (0.0, 0.08)  # of one shot
    log10_counts: Range = (0.7, 5.3)  # uniform: counts of the brightest pixel, if it were measured without washout
    no_blank_share: float = 0.6
    blank: Range = (0.0, 0.05)  # gas blank over the counts of the brightest pixel
    zero_edge_share: float = 0.15  # nothing lies outside the sample; else it goes on
    displaced_share: float = 0.2  # alignment "seed" or "raw"; else centred
    misstated_share: float = 0.25  # beam and response scale are stated wrongly
    misstatement: Range = (0.85, 1.15)  # ... stated / true
    line_gain_share: float = 0.25  # every line has a gain of its own
    line_gain_rsd: Range = (0.003, 0.03)
    drift_share: float = 0.0  # the yield drifts slowly, unknown to the restoration
    drift_rsd: Range = (0.01, 0.1)
    drift_lines: Range = (2.0, 50.0)  # log-uniform: lines in which it changes
    quantised_share: float = 0.3  # the map is an 8- or 16-bit picture of unknown gain
    eight_bit_share: float = 0.5  # ... 8 bit, else 16 bit
    missing_share: float = 0.0  # some values of the map are missing; see missing.py
    auto_noise_share: float = 0.4  # the noise of a map of counts is estimated instead of computed
    range_share: float = 0.0  # the sample has the dynamic range of real ones; see dynamic_range.py
    range_decades: Range = (1.5, 4.0)  # ... its concentrations span so many decades
    range_log10_counts: Range = (2.0, 6.0)  # ... in the place of log10_counts
    range_blank_counts: Range = (0.1, 30.0)  # ... log-uniform: gas blank of a pixel, in the place of blank
    hot_spot_share: float = 0.4  # ... it has hot spots
    hot_spot_area: Range = (1e-4, 1e-2)  # ... ... log-uniform: their area over that of the sample
    hot_spot_factor: Range = (2.0, 100.0)  # ... ... log-uniform: the brightest one over the brightest of the rest
    void_share: float = 0.3  # ... it has voids
    void_area: Range = (0.02, 0.5)  # ... ... log-uniform: their area over that of the sample


@dataclass(frozen=True)
class Data:
    """Patches and the processes that make them."""

    seed: int = 1  # patches of training follow from (seed, index)
    validation_seed: int = 1_000_001
    validation_maps: int = 64
    patch: int = 160  # side in target pixels, a multiple of 8 (unet-fast: 16, unet-resnet34: 32)
    first_patch: int = 0  # side of the patches of the first batches, smaller: they cost less; 0: none
    first_patch_batches: int = 0  # how many batches those are, of all processes together
    phantom_share: float = 0.4  # of the measurements, where the recipe names pictures; else all are phantoms
    fixed_maps: int = 8  # of validation at fixed conditions, for each set and dose
    border_share: float = 0.5  # patches that touch a border of their map
    crops_per_map: int = 2  # patches cut from one measurement; divides the batch
    workers: int = 1  # 0: made in the training process


@dataclass(frozen=True)
class Images:
    """Grey pictures that are ablated like phantoms; a recipe has any number of sections [[images]]."""

    folder: str = "."  # below the data root, which --data or LAMAP_TRAINING_DATA names
    group: str = "pictures"  # scored together in validation
    files: tuple[str, ...] = ("*",)  # patterns of names
    leave_out: tuple[str, ...] = ()  # patterns of names that this section does not mean
    hold_out: tuple[str, ...] = ()  # patterns of names that are never trained on: all pictures of a specimen
    weight: float = 1.0  # how often this section is chosen, relative to the others; its files share it evenly
    bin: int = 1  # means over so many pixels a side: for noisy or soft pictures
    invert_share: float = 0.1  # bright becomes dark; near 1 for pictures with a bright background
    labels: bool = False  # values are phases: each gets a random concentration

    def __post_init__(self) -> None:
        if Path(self.folder).is_absolute() or ".." in Path(self.folder).parts:
            raise ValueError(f"images.folder = {self.folder!r} must lie below the data root")
        if self.labels and self.bin > 1:
            raise ValueError(f"images of {self.folder!r}: means over labels (bin = {self.bin}) mean nothing")
        if self.bin < 1 or self.weight < 0 or not 0 <= self.invert_share <= 1:
            raise ValueError(f"images of {self.folder!r}: bin >= 1, weight >= 0, invert_share from 0 to 1")


@dataclass(frozen=True)
class Crops:
    """How pictures become samples. All of it happens before ablation; a measured map is never turned."""

    turned: bool = True  # quarter turns and mirror images
    zoom: Range = (0.5, 1.0)  # log-uniform; below 1 the picture shrinks
    native_share: float = 0.0  # ... but this share of crops keeps its pixels: shrinking removes the finest structure
    gamma_share: float = 0.5
    gamma: Range = (0.5, 2.0)  # log-uniform exponent of the intensities
    sparse_share: float = 0.1  # only what is brighter than a quantile is left
    sparse_quantile: Range = (0.3, 0.8)
    dense_share: float = 0.2  # a constant is added
    pedestal: Range = (0.05, 1.0)  # ... over the brightest value
    most_empty: float = 0.75  # crops with a larger share of background are rejected
    least_contrast: float = 0.03  # ... and those whose coarse structure varies less, over the range of the picture


@dataclass(frozen=True)
class Model:
    """The network; see networks.py."""

    architecture: str = "unet-small"  # or "unet-fast", "unet-resnet34"
    widths: tuple[int, int, int] = (
        32,
        80,
        160,
    )  # channels at 1/2, 1/4 and 1/8 of the resolution (unet-fast: half)
    blocks: tuple[int, int, int] = (2, 2, 2)  # residual blocks there; the first two also on the way up
    encoder_widths: tuple[int, int, int, int] = (64, 128, 256, 512)  # of unet-resnet34; these are ResNet-34's
    encoder_blocks: tuple[int, int, int, int] = (3, 4, 6, 3)


@dataclass(frozen=True)
class Loss:
    """What is minimised; see losses.py."""

    absolute_weight: float = 1.0  # of the absolute error, which ends at the median of what is possible
    squared_weight: float = 0.0  # of the squared error over that of the restoration, which ends at the mean
    error_power: float = 1.0  # an image counts by 1 / (error_floor + error of the restoration) ** error_power
    error_floor: float = 0.02
    scale_weight: float = 0.1  # weight of the likelihood of the scale head
    gradient_weight: float = 0.0  # of errors of the differences between neighbouring pixels
    multiscale_weight: float = 0.0  # of errors of means over 2 x 2 and 4 x 4 pixels
    consistency_weight: float = 0.0  # of what the estimate, ablated again, leaves of the measurement beyond the noise
    teacher_weight: float = 0.0  # of the absolute distance from what another network (--teacher) makes of the input
    perceptual_weight: float = 0.0  # of differences between features of VGG-16; needs its weights (--vgg)
    style_weight: float = 0.0  # of differences between their Gram matrices; needs them too


@dataclass(frozen=True)
class Training:
    """Optimiser, schedule and housekeeping."""

    steps: int = 20_000
    batch: int = 8
    learning_rate: float = 1e-3
    final_learning_rate: float = 1e-6
    warmup_steps: int = 200
    weight_decay: float = 1e-4
    clip_norm: float = 1.0
    ema_decay: float = 0.999
    encoder_rate: float = 0.1  # learning rate of an encoder over that of the rest
    frozen_steps: int = 0  # steps in which the encoder stays as it is
    device: str = "cpu"  # or "cuda"
    mixed_precision: bool = False  # convolutions in bfloat16
    part: int = 2  # patches that a thread takes at a time, divides the batch: a thread that is held up takes fewer
    threads: int = 2
    checkpoint_minutes: float = 3.0
    validation_minutes: float = 10.0
    log_steps: int = 50


@dataclass(frozen=True)
class Config:
    """One training run."""

    draws: Draws = field(default_factory=Draws)
    data: Data = field(default_factory=Data)
    images: tuple[Images, ...] = ()
    crops: Crops = field(default_factory=Crops)
    model: Model = field(default_factory=Model)
    loss: Loss = field(default_factory=Loss)
    training: Training = field(default_factory=Training)

    def __post_init__(self) -> None:
        multiple = {"unet-fast": 16, "unet-resnet34": 32}.get(self.model.architecture, 8)
        for key in ("patch", "first_patch"):
            if getattr(self.data, key) % multiple:
                raise ValueError(f"data.{key} = {getattr(self.data, key)} is not a multiple of {multiple}")
        if self.training.batch % self.data.crops_per_map:
            raise ValueError("training.batch is not a multiple of data.crops_per_map")
        if self.training.batch % self.training.part:
            raise ValueError("training.batch is not a multiple of training.part")
        if not 0 <= self.data.phantom_share <= 1:
            raise ValueError(f"data.phantom_share = {self.data.phantom_share} is not between 0 and 1")
        if not 0 < self.crops.zoom[0] <= self.crops.zoom[1] <= 1:
            raise ValueError(f"crops.zoom = {self.crops.zoom}: 0 < lowest <= highest <= 1")
        if not 0 <= self.crops.native_share <= 1:
            raise ValueError(f"crops.native_share = {self.crops.native_share} is not between 0 and 1")

    @classmethod
    def from_dict(cls, sections: dict[str, Any]) -> Self:
        """Options by section and name; those not named keep their defaults, unknown ones are refused."""
        kinds = {option.name: option.default_factory for option in dataclasses.fields(cls)}
        if unknown := set(sections) - set(kinds):
            raise ValueError(f"unknown section: {', '.join(sorted(unknown))}")
        single = {name: options for name, options in sections.items() if name != "images"}
        images = tuple(_section(Images, "images", options) for options in sections.get("images", []))
        return cls(images=images, **{name: _section(kinds[name], name, options) for name, options in single.items()})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Options of a TOML file."""
        return cls.from_dict(tomllib.loads(path.read_text(encoding="utf-8")))

    def to_toml(self) -> str:
        """All options, defaults included, as TOML."""
        lines = []
        for section, content in dataclasses.asdict(self).items():
            repeated = isinstance(content, tuple)
            for options in content if repeated else (content,):
                lines.append(f"[[{section}]]" if repeated else f"[{section}]")
                # numbers, booleans, texts and lists of them are written alike in JSON and TOML
                lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in options.items()]
                lines.append("")
        return "\n".join(lines)


def _section(kind: Any, name: str, options: dict[str, Any]) -> Any:  # noqa: ANN401
    known = {option.name for option in dataclasses.fields(kind)}
    if unknown := set(options) - known:
        raise ValueError(f"unknown option in [{name}]: {', '.join(sorted(unknown))}")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in options.items()})
