# SPDX-License-Identifier: MIT OR Apache-2.0
"""Model card: what a model is, what it was trained on, how well it does and where not to trust it."""

import hashlib
import json
from pathlib import Path
from typing import Any

from torch import nn

TEXT = """# {name} {version}

Corrects a map that was restored by lamap (contract `{contract}`) and states the error of its estimate.

| | |
|---|---|
| licence | {licence} |
| input `x` | float32 [N, 3, H, W]: restored map, measured map, noise SD as `lamap.network_input` makes them |
| output `y` | float32 [N, 2, H, W]: estimate on the same scale, log of the Laplace scale of its error |
| H and W | multiples of {multiple} |
| tiles overlap by | {halo} pixels (measured reach {reach}; bound by the architecture {receptive_radius}) |
| parameters | {parameters} |
| file | {size} bytes, sha256 `{sha256}` |
| recipe | sha256 `{recipe}` |
| ONNX Runtime against PyTorch | differs by at most {difference:.1e} |

## Training

{patches} patches in {steps} steps ({hours} h), started from {origin}. Data: {data}.
Every patch has conditions of its own, drawn from (a pair is a range, a share a probability; config.py says more):

{draws}

## Scores

{scores}

## When not to trust it

* Enhanced pixels are estimates, not counts. Structures far below the beam are guessed from the training data.
* Conditions outside the ranges above, a beam or washout stated wrongly by more than 15 %, round beams.
* Samples unlike the training data: look at the stated error and at the check against the measurement.
"""


def model_card(metadata: dict[str, str], network: nn.Module, path: Path, difference: float) -> str:
    """The card of a model file as Markdown."""
    training = json.loads(metadata["lamap.training"])
    draws = training.pop("draws")
    content = path.read_bytes()
    return TEXT.format(
        **{key: metadata[f"lamap.{key}"] for key in ("name", "version", "contract", "licence", "multiple", "halo")},
        **training,
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        recipe=metadata["lamap.recipe_sha256"],
        difference=difference,
        draws=_table(("option", "value"), draws.items()),
        scores="\n\n".join(_scores(title, group) for title, group in json.loads(metadata["lamap.scores"]).items()),
    )


def _scores(title: str, group: dict[str, Any]) -> str:
    nested = {key: value for key, value in group.items() if isinstance(value, dict)}
    if not nested:
        return f"{title}\n\n" + _table(("score", "value"), group.items())
    columns = list(next(iter(nested.values())))
    rows = [(key, *(value[column] for column in columns)) for key, value in nested.items()]
    return f"{title}\n\n" + _table(("group", *columns), rows)


def _table(header: tuple[str, ...], rows: Any) -> str:  # noqa: ANN401
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " .. ".join(_cell(item) for item in value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)
