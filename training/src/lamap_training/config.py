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
    quantised_share: float = 0.3  # the map is an 8- or 16-bit picture of unknown gain
    eight_bit_share: float = 0.5  # ... 8 bit, else 16 bit
    auto_noise_share: float = 0.4  # the noise of a map of counts is estimated instead of computed


@dataclass(frozen=True)
class Data:
    """Patches and the processes that make them."""

    seed: int = 1  # patches of training follow from (seed, index)
    validation_seed: int = 1_000_001
    validation_maps: int = 64
    patch: int = 160  # side in target pixels, a multiple of 8
    border_share: float = 0.5  # patches that touch a border of their map
    crops_per_map: int = 2  # patches cut from one measurement; divides the batch
    workers: int = 1  # 0: made in the training process


@dataclass(frozen=True)
class Model:
    """The network `unet-small`."""

    widths: tuple[int, int, int] = (32, 80, 160)  # channels at 1/2, 1/4 and 1/8 of the resolution
    blocks: tuple[int, int, int] = (2, 2, 2)  # residual blocks there; the first two also on the way up


@dataclass(frozen=True)
class Loss:
    """What is minimised; see losses.py."""

    error_power: float = 1.0  # an image counts by 1 / (error_floor + error of the restoration) ** error_power
    error_floor: float = 0.02
    scale_weight: float = 0.1  # weight of the likelihood of the scale head


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
    model: Model = field(default_factory=Model)
    loss: Loss = field(default_factory=Loss)
    training: Training = field(default_factory=Training)

    def __post_init__(self) -> None:
        if self.data.patch % 8:
            raise ValueError(f"data.patch = {self.data.patch} is not a multiple of 8")
        if self.training.batch % self.data.crops_per_map:
            raise ValueError("training.batch is not a multiple of data.crops_per_map")
        if self.training.batch % self.training.part:
            raise ValueError("training.batch is not a multiple of training.part")

    @classmethod
    def from_dict(cls, sections: dict[str, dict[str, Any]]) -> Self:
        """Options by section and name; those not named keep their defaults, unknown ones are refused."""
        kinds = {option.name: option.default_factory for option in dataclasses.fields(cls)}
        if unknown := set(sections) - set(kinds):
            raise ValueError(f"unknown section: {', '.join(sorted(unknown))}")
        return cls(**{name: _section(kinds[name], name, options) for name, options in sections.items()})

    @classmethod
    def load(cls, path: Path) -> Self:
        """Options of a TOML file."""
        return cls.from_dict(tomllib.loads(path.read_text(encoding="utf-8")))

    def to_toml(self) -> str:
        """All options, defaults included, as TOML."""
        lines = []
        for section, options in dataclasses.asdict(self).items():
            lines.append(f"[{section}]")
            # numbers, booleans, texts and lists of numbers are written alike in JSON and TOML
            lines += [f"{key} = {json.dumps(value)}" for key, value in options.items()]
            lines.append("")
        return "\n".join(lines)


def _section(kind: Any, name: str, options: dict[str, Any]) -> Any:  # noqa: ANN401
    known = {option.name for option in dataclasses.fields(kind)}
    if unknown := set(options) - known:
        raise ValueError(f"unknown option in [{name}]: {', '.join(sorted(unknown))}")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in options.items()})
