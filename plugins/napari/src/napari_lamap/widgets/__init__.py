# SPDX-License-Identifier: MIT OR Apache-2.0
"""The dock widgets. They ask, show and add layers; what is computed is in `napari_lamap.engine`."""
