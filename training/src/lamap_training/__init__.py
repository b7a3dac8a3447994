# SPDX-License-Identifier: MIT OR Apache-2.0
"""Trains, exports and scores the networks of lamap."""
