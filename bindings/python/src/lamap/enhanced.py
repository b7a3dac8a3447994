# SPDX-License-Identifier: MIT OR Apache-2.0
"""The result of an enhancement: maps, report, verdict, and how it is shown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lamap.maps import Map, as_map
from lamap.verdicts import Verdict, verdict


@dataclass(frozen=True, eq=False, repr=False)
class Enhanced:
    """An enhanced map and how well it went.

    Attributes
    ----------
    estimate : Map or xarray.DataArray
        Estimate of the sample, (elements, rows, columns), in unit and names of the measured map, with finer pixels.
        NaN where the value was missing. Its ``info`` is the report, so a TIFF file keeps it; a DataArray keeps it in
        the attribute ``lamap_record``. By it an enhanced map is known for one.
    deviation : Map or xarray.DataArray
        Standard deviation of the error of the estimate.
    chi_square : Map or xarray.DataArray
        For each measured pixel: the estimate ablated again and compared with the measurement.
    report : dict
        What was done and found: method, model, device, notes on what was taken for granted, and for each element
        method, noise, scale, prior, widths and chi-square.
        What is left unexplained is ``chi_square`` times (1 - ``used_freedom``), in variances of the noise: clearly
        above 1, it says that the estimate contradicts the measurement.
    warnings : tuple of str
        Sentences that the user should read.
    measured : Map
        The map that was enhanced, with the pixel size and unit that were used.
    """

    estimate: Any
    deviation: Any
    chi_square: Any
    report: dict[str, Any]
    warnings: tuple[str, ...]
    measured: Map

    @property
    def verdict(self) -> Verdict:
        """What the report means: green, amber or red, one sentence, one next step. See `lamap.verdict` for the rule."""
        return verdict(self.report, self.measured.unit)

    def plot(self, *elements: str) -> Any:  # noqa: ANN401
        """Draws measured map, enhanced map and standard deviation with matplotlib, a row for each element.

        Parameters
        ----------
        *elements : str
            Names of those that are drawn; all if left out.

        Returns
        -------
        matplotlib.figure.Figure
            Made by pyplot: a notebook shows it by itself, `matplotlib.pyplot.show` elsewhere.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        from lamap.figures import draw, of_pyplot

        return draw([self], elements, of_pyplot)

    def figure(self, path: str | os.PathLike[str], elements: str | Sequence[str] = ()) -> None:
        """Writes a figure for a paper: measured | enhanced | standard deviation, a row for each element.

        Measured and enhanced map share their colour limits (0.5th to 99.5th percentile of both). Each row has its
        element, colour bars with unit and a scale bar; the figure is 180 mm wide.

        Parameters
        ----------
        path : str or path
            The extension tells the kind: png (300 dpi), pdf or svg. The file appears whole or not at all.
        elements : str or sequence of str
            Names of those that are drawn; all if left out.

        Raises
        ------
        ArgumentError
            If the extension is none of these or there is no such element.
        FileError
            If the file cannot be written.
        ImportError
            If matplotlib is not installed.
        """
        from lamap.figures import save

        save([self], path, elements)

    def maps(self) -> tuple[Map, Map, Map]:
        """Measured map, estimate and standard deviation as `Map`, whatever the kind of the data was."""
        if isinstance(self.estimate, Map):
            return self.measured, self.estimate, self.deviation
        return self.measured, as_map(self.estimate), as_map(self.deviation)

    def __repr__(self) -> str:
        return f"<Enhanced, {self.verdict.level}: {self.verdict.sentence} {self.maps()[1]!r}>"

    def _repr_html_(self) -> str:
        from lamap._html import of_enhanced

        return of_enhanced(self)
