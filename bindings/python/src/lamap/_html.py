# SPDX-License-Identifier: MIT OR Apache-2.0
"""How maps and results look in a notebook: small pictures and a line of words; nothing but numpy is needed."""

from __future__ import annotations

import base64
import html
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lamap._library import Floats

if TYPE_CHECKING:
    from lamap.enhanced import Enhanced
    from lamap.maps import Map

SIDE, MOST = 160, 12
"""Longest side of a picture in pixels, and most pictures of a map."""
PERCENTILES = (0.5, 99.5)
VIRIDIS = np.array(
    [
        (68, 1, 84),
        (71, 44, 122),
        (59, 81, 139),
        (44, 113, 142),
        (33, 144, 141),
        (39, 173, 129),
        (92, 200, 99),
        (253, 231, 37),
    ],
    float,
)
MISSING = (204, 204, 204)
COLOURS = {"green": "#2e7d32", "amber": "#b26a00", "red": "#c62828"}


def of_map(shown: Map) -> str:
    """A map: what it is, and a picture of each element."""
    names = shown.elements[:MOST]
    pictures = "".join(_picture(shown[index], name) for index, name in enumerate(names))
    more = f"<div>and {len(shown) - MOST} more elements</div>" if len(shown) > MOST else ""
    return f"<div><code>{html.escape(repr(shown))}</code></div><div>{pictures}</div>{more}"


def of_enhanced(result: Enhanced) -> str:
    """A result: its verdict, its warnings, and measured and enhanced map of each element beside each other."""
    judged = result.verdict
    head = f'<div style="color: {COLOURS[judged.level]}"><b>{judged.level}</b>: {html.escape(judged.sentence)}</div>'
    head += f"<div>{html.escape(judged.next_step)}</div>"
    measured, estimate, _ = result.maps()
    rows = "".join(
        f"<div>{_picture(measured[index], f'{name}, measured')}{_picture(estimate[index], f'{name}, enhanced')}</div>"
        for index, name in enumerate(measured.elements[:MOST])
    )
    told = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in result.warnings)
    count = f"{len(result.warnings)} warning{'s' * (len(result.warnings) > 1)}"
    warnings = f"<details><summary>{count}</summary><ul>{told}</ul></details>" if told else ""
    return f"{head}{warnings}{rows}"


def _picture(values: Floats, title: str) -> str:
    data = base64.b64encode(png(coloured(values))).decode()
    picture = f'<img src="data:image/png;base64,{data}" style="image-rendering: pixelated; max-width: {SIDE}px">'
    caption = f"<figcaption>{html.escape(title)}</figcaption>"
    return f'<figure style="display: inline-block; margin: 4px; text-align: center">{picture}{caption}</figure>'


def coloured(values: Floats) -> NDArray[np.uint8]:
    """A small picture in colours, shape (rows, columns, 3)."""
    step = max(1, -(-max(values.shape) // SIDE))
    small = values[::step, ::step]
    seen = small[np.isfinite(small)]
    low, high = np.percentile(seen, PERCENTILES) if seen.size else (0.0, 1.0)
    place = np.clip((np.nan_to_num(small) - low) / (high - low if high > low else 1.0), 0.0, 1.0) * (len(VIRIDIS) - 1)
    stops = np.arange(len(VIRIDIS))
    picture = np.stack([np.interp(place, stops, VIRIDIS[:, channel]) for channel in range(3)], axis=-1)
    picture[~np.isfinite(small)] = MISSING
    return picture.astype(np.uint8)


def png(picture: NDArray[np.uint8]) -> bytes:
    """A picture of shape (rows, columns, 3) as the bytes of a PNG file."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows, columns, _ = picture.shape
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), picture.reshape(rows, -1)], axis=1)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(lines.tobytes()))
        + chunk(b"IEND", b"")
    )
