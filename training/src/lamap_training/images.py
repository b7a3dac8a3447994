# SPDX-License-Identifier: MIT OR Apache-2.0
"""The arrays that everything works on."""

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
