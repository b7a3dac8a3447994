# SPDX-License-Identifier: MIT OR Apache-2.0
"""The forward model of a measurement as two small dense matrices: lines from rows and pixels from columns."""

from collections.abc import Mapping
from dataclasses import dataclass

import lamap
import numpy as np
from numpy.typing import NDArray

from lamap_training.images import Image

Matrix = NDArray[np.float64]
Values = Mapping[str, float | str]


@dataclass(frozen=True)
class Operator:
    """`rows` @ sample @ `columns`.T; a uniform sample keeps its value away from the edges."""

    rows: Matrix  # (lines, rows of the sample)
    columns: Matrix  # (pixels, columns of the sample)

    def forward(self, sample: Matrix) -> Matrix:
        """The noise-free map (lines, pixels) of a sample (rows, columns), in its units."""
        return self.rows @ sample @ self.columns.T

    def adjoint(self, measured: Matrix) -> Matrix:
        """The transpose of `forward`: a map (lines, pixels) spread over the sample (rows, columns)."""
        return self.rows.T @ measured @ self.columns


def probe(conditions: Values, shape: tuple[int, int], pixel_um: float) -> Operator:
    """The operator of the library for samples of `shape`, found by ablating one row and one column at a time.

    Exact for square beams only: that of a round one has no such factors.
    """
    blankless = {**conditions, "gas_blank_cps": 0.0, "mean_concentration": 0.0}  # nothing but the linear part
    whole = lamap.expected(np.ones(shape, np.float32), blankless, pixel_um)
    line, pixel = whole.shape[0] // 2, whole.shape[1] // 2
    rows = [_ablated(blankless, shape, (row, slice(None)), pixel_um)[:, pixel] for row in range(shape[0])]
    columns = [_ablated(blankless, shape, (slice(None), column), pixel_um)[line] for column in range(shape[1])]
    full = float(whole[line, pixel])
    return Operator(np.stack(rows, 1).astype(np.float64) / full, np.stack(columns, 1).astype(np.float64) / full)


def _ablated(conditions: Values, shape: tuple[int, int], part: tuple[int | slice, ...], pixel_um: float) -> Image:
    sample = np.zeros(shape, np.float32)
    sample[part] = 1.0
    return lamap.expected(sample, conditions, pixel_um)
