# SPDX-License-Identifier: MIT OR Apache-2.0
"""The forward model of a measurement as two small dense matrices: lines from rows and pixels from columns."""

from collections.abc import Mapping
from dataclasses import dataclass

import lamap
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Values = Mapping[str, float | str]


@dataclass(frozen=True)
class Operator:
    """`rows` @ sample @ `columns`.T; a uniform sample keeps its value away from the edges."""

    rows: Matrix  # (lines, rows of the sample)
    columns: Matrix  # (pixels, columns of the sample)

    def within(self, shape: tuple[int, ...]) -> "Operator":
        """That of the first lines and pixels: a grid that is rounded up may reach into further ones."""
        return Operator(self.rows[: shape[0]], self.columns[: shape[1]])

    def forward(self, sample: Matrix) -> Matrix:
        """The noise-free map (lines, pixels) of a sample (rows, columns), in its units."""
        return self.rows @ sample @ self.columns.T

    def adjoint(self, measured: Matrix) -> Matrix:
        """The transpose of `forward`: a map (lines, pixels) spread over the sample (rows, columns)."""
        return self.rows.T @ measured @ self.columns


def probe(conditions: Values, shape: tuple[int, int], pixel_um: float) -> Operator:
    """The operator of the library for samples of `shape`; for square and rectangular beams, which have such factors.

    A sample whose every row has one bright pixel, each in another column, is scanned with lines as wide as a row: the
    lines then show what every pixel sees of one column. The rows are found likewise, with pixels as wide as a column.
    """
    stated = lamap.Conditions(**conditions)
    beam_um = stated.beam_height_um or stated.beam_size_um or stated.line_spacing_um
    row_wide = {"line_spacing_um": pixel_um, "beam_height_um": pixel_um}
    column_wide = {
        "beam_size_um": pixel_um, "beam_height_um": beam_um, "scan_speed_um_s": pixel_um, "acquisition_time_s": 1.0,
        "repetition_rate_hz": 1.0, "pulse_response": "none", "transport_delay_s": 0.0, "alignment": "centred",
    }  # fmt: skip
    rows = _response({**conditions, **column_wide}, shape[0], pixel_um)
    columns = _response({**conditions, **row_wide}, shape[1], pixel_um).T
    return Operator(_normalised(rows), _normalised(columns))


def _response(conditions: Values, side: int, pixel_um: float) -> Matrix:
    """What is measured of the bright pixels."""
    linear = {**conditions, "beam_shape": "rectangle", "gas_blank_cps": 0.0, "mean_concentration": 0.0}
    return lamap.expected(np.eye(side, dtype=np.float32), linear, pixel_um).astype(np.float64)


def _normalised(matrix: Matrix) -> Matrix:
    """So that a uniform sample keeps its value: all bright pixels together are one."""
    return matrix / matrix[len(matrix) // 2].sum()
