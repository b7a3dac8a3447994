# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the widgets run: layers to maps, maps to layers, records. Nothing here needs Qt or a display."""
