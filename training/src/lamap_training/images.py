# SPDX-License-Identifier: MIT OR Apache-2.0
"""The arrays that everything works on."""

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]


def block_sums(values: NDArray[np.generic], height: int, width: int) -> NDArray[np.float64]:
    """Sums over blocks of `height` x `width` pixels; what is left of a block at the far borders is left out."""
    rows, columns = values.shape[0] // height, values.shape[1] // width
    # first whole rows are added, which lie together
    strips = values[: rows * height, : columns * width].reshape(rows, height, columns * width)
    return strips.sum(1, dtype=np.float64).reshape(rows, columns, width).sum(2)
