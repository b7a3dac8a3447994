# SPDX-License-Identifier: MIT OR Apache-2.0
"""napari plugin of lamap: enhances and simulates maps of laser ablation (LA-ICP-MS, LIBS)."""

__version__ = "0.1.0"
