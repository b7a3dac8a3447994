# SPDX-License-Identifier: MIT OR Apache-2.0
"""Enhancement: from a measured map to an estimate of the sample on a finer grid, with its uncertainty and a check."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lamap import runtime
from lamap._arguments import count, optional_number, pair, wrong
from lamap._docs import documented
from lamap._library import Floats, ffi, lent, lib, text
from lamap.enhanced import Enhanced
from lamap.errors import ArgumentError, FileError, MissingFileError, WrongTypeError
from lamap.maps import Lent, Map, PixelUm, as_map, known
from lamap.progress import Progress, Tell, follow, shown
from lamap.records import report_of
from lamap.results import filled
from lamap.scans import Pass, struct
from lamap.settings import Conditions, Settings, Stated, Value, conditions_of
from lamap.units import data_unit, known_unit

Model = str | os.PathLike[str] | bytes | None
"""File or bytes of an ONNX model of contract lamap-1; None: the embedded one."""
Measured = Map | Mapping[str, ArrayLike] | ArrayLike
EACH_PASS = "each as (map, lamap.Pass(...))"
IS_ENHANCED = "this map is enhanced already: enhance the measured map it was made of"


class Enhancer:
    """Enhances maps: loads the network once, serves many maps. Any number of threads may use it at the same time.

    Parameters
    ----------
    model : str, path or bytes, optional
        File or bytes of an ONNX model of contract lamap-1; the embedded one if left out.
    progress : callable, str or True, optional
        ``progress(fraction, element, stage)`` is told in this thread that the model loads; False cancels. Or the name
        of a bar, as for `enhance`.
    **settings : float, int, str or bool
        Settings of the enhancement by name; ``print(lamap.Settings.help())`` lists them.

    Raises
    ------
    ArgumentError
        If there is no such setting or a value is out of range.
    RuntimeNotFoundError, ModelError, DeviceUnavailableError
        If the network was asked for (``method="unet"``) and cannot run; with "auto" the method "physics" takes over,
        and `note` and the report say why.

    Examples
    --------
    >>> import lamap
    >>> measured = lamap.ablate(lamap.phantom("cells", 100, seed=1), "seed-2019", pixel_um=1.0, seed=42)
    >>> with lamap.Enhancer(magnification=5, method="physics") as enhancer:
    ...     result = enhancer.enhance(measured, "seed-2019", unit="counts")
    >>> result.estimate
    <Map of 1: 100 lines of 100 pixels of 1 x 1 µm, unit 'counts'>
    """

    @documented(Settings)
    def __init__(self, model: Model = None, progress: Progress | None = None, **settings: Value) -> None:
        self._settings = Settings(**settings)
        self._model = content = content_of(model)
        if self._settings.method != "physics":
            runtime.prepare()
        data = ffi.NULL if content is None else ffi.from_buffer("uint8_t[]", content)
        given, out = (self._settings._handle, data, len(content or b"")), ffi.new("LamapEnhancer **")
        with shown(progress) as tell, runtime.naming_the_package():
            follow(tell, lambda *told: lib.lamap_enhancer_new(*given, *told, out))
        self._handle: Any = ffi.gc(out[0], lib.lamap_enhancer_free)

    @property
    def settings(self) -> dict[str, Value]:
        """Every setting by name."""
        return self._settings.to_dict()

    @property
    def method(self) -> str:
        """The method in use: "unet" or "physics"."""
        return text(lib.lamap_enhancer_method(self._open()))

    @property
    def device(self) -> str:
        """The device in use: "cpu", "cuda" or "directml"; empty for physics."""
        return text(lib.lamap_enhancer_device(self._open()))

    @property
    def note(self) -> str:
        """Why this method and device: one line for each reason, may be empty."""
        return text(lib.lamap_enhancer_note(self._open()))

    def enhance(
        self,
        map: Measured,
        conditions: Stated = None,
        progress: Progress | None = None,
        *,
        pixel_um: PixelUm | None = None,
        unit: str | None = None,
    ) -> Enhanced:
        """Enhances a measured map. Not random; equal for any number of threads, by a network up to 1e-6 of the range.

        Parameters
        ----------
        map : array_like, mapping, Map or xarray.DataArray
            Shape (lines, pixels) or (elements, lines, pixels), or name -> (lines, pixels); NaN where missing.
            float32 values row by row are used without a copy. A DataArray has its elements along ``element`` and
            coordinates of the pixel centres in µm, and gives DataArrays.
        conditions : Conditions, mapping, str or None
            Conditions of the measurement, settings by name, or the name of a preset; what they leave open is
            estimated.
        progress : callable, str or True, optional
            ``progress(fraction, element, stage)`` is told how far it is, in this thread; False cancels. Or "tqdm",
            "rich" or True for a bar.
        pixel_um : float or (float, float), optional
            Side, or width and height, of a measured pixel in µm. If left out: what the map tells, else scan speed
            times acquisition time and line spacing of the conditions.
        unit : str, optional
            Unit of the values, as for `enhance`; that of the map if left out. "counts" have the noise of counting.

        Returns
        -------
        Enhanced

        Raises
        ------
        ArgumentError, DataError
            If the map or its pixel size cannot be used.
        Cancelled
            If `progress` returned False. An exception that it raises cancels too, and is raised here.
        """
        stated = conditions_of(conditions)
        measured = measured_map(map, stated, pixel_um, unit)
        # the handles are kept here: close and changed conditions in other threads do not touch this call
        source = Lent(measured)
        given = (self._open(), stated._handle, source.pointer)
        return filled(map, measured, self._settings, progress, lambda *outputs: lib.lamap_enhance(*given, *outputs))

    def enhance_passes(
        self,
        passes: Iterable[tuple[Measured, Pass]],
        conditions: Stated,
        progress: Progress | None = None,
        *,
        pixel_um: PixelUm | None = None,
        unit: str | None = None,
    ) -> Enhanced:
        """Enhances several passes over one sample together. Not random.

        Shifted by parts of a pixel they tell more than their pixels resolve, and turned by a right angle each sharpens
        what the other has smeared. The target grid is that of the first pass that is not turned. The restoration does
        it, also where the method is "auto". Where the maps surely tell that a pass lies elsewhere than stated, it is
        taken from there; ``report["passes"]`` says so.

        Parameters
        ----------
        passes : sequence of (map, Pass)
            Maps as for `enhance`, each as it lies on the sample, with where it starts and whether it is turned. All
            have the same elements.
        conditions : Conditions, mapping or str
            As for `enhance`; beam and pulse response must be stated.
        progress
            As for `enhance`.
        pixel_um : float or (float, float), optional
            Side, or width and height on the sample, of a pixel of every pass; needed for oblong pixels where the maps do
            not tell them.
        unit : str, optional
            Unit of the values, as for `enhance`.

        Returns
        -------
        Enhanced

        Raises
        ------
        ArgumentError, DataError
            If the passes do not belong together or their conditions leave beam or washout open.

        Examples
        --------
        >>> import lamap
        >>> sample, crossing = lamap.phantom("cells", 100, seed=1), [lamap.Pass(), lamap.Pass(orthogonal=True)]
        >>> maps = lamap.ablate_passes(sample, "seed-2019", crossing, pixel_um=1.0, seed=42)
        >>> with lamap.Enhancer(method="physics") as enhancer:
        ...     result = enhancer.enhance_passes(list(zip(maps, crossing)), "seed-2019", pixel_um=5, unit="counts")
        >>> [one["turned"] for one in result.report["passes"]]
        [False, True]
        """
        if isinstance(passes, str | Map) or not isinstance(passes, Iterable):
            raise wrong("passes", passes, f"state at least two, {EACH_PASS}")
        passes = [_placed(one) for one in passes]
        if not passes:
            raise ArgumentError(f"no pass is given: state at least two, {EACH_PASS}")
        stated = conditions_of(conditions)
        measured = [measured_map(map, stated, pixel_um, unit) for map, _ in passes]
        straight = (one for one, (_, pass_) in zip(measured, passes, strict=True) if not pass_.orthogonal)
        grid = next(straight, measured[0])
        sources = [Lent(one) for one in measured]
        structs = [struct(pass_, number) for number, (_, pass_) in enumerate(passes)]
        maps = ffi.new("LamapMap *[]", [source.pointer for source in sources])
        given = (self._open(), stated._handle, maps, ffi.new("LamapPass *[]", structs), len(passes))
        call = lib.lamap_enhance_passes
        return filled(passes[0][0], grid, self._settings, progress, lambda *outputs: call(*given, *outputs))

    def enhance_window(
        self,
        map: Measured,
        rows: tuple[int, int],
        columns: tuple[int, int],
        conditions: Stated = None,
        *,
        progress: Progress | None = None,
        high: float | None = None,
        pixel_um: PixelUm | None = None,
        unit: str | None = None,
    ) -> tuple[Floats, Floats]:
        """Enhances a window of a map as `enhance` does the whole, up to 1e-3 of its range. Not random.

        Noise, prior and open conditions are found from the whole measured map; the level of a network's standard
        deviation from the window alone.

        Parameters
        ----------
        map, conditions, progress, pixel_um, unit
            As for `enhance`; the whole map, of one element.
        rows, columns : (int, int)
            First row (column) of the window on the target grid, and the first one after it.
        high : float, optional
            The 99.5th percentile of what the method "physics" gives of the whole map, by which the inputs of a network
            are scaled; that of the window if left out.

        Returns
        -------
        numpy.ndarray, numpy.ndarray
            Estimate and standard deviation of its error, float32, of the size of the window.

        Raises
        ------
        ArgumentError, DataError
            If the map cannot be used, has several elements, or the window is not inside the target grid.
        """
        stated = conditions_of(conditions)
        measured = measured_map(map, stated, pixel_um, unit)
        (top, bottom), (left, right) = _range("rows", rows), _range("columns", columns)
        first, shape = (top, left), (bottom - top, right - left)
        estimate, deviation = np.empty(shape, np.float32), np.empty(shape, np.float32)
        source, out = Lent(measured), (lent(estimate), lent(deviation), estimate.size)
        given = (self._open(), stated._handle, source.pointer, *first, *shape, known(optional_number("high", high)))
        with shown(progress) as tell:
            follow(tell, lambda *told: lib.lamap_enhance_window(*given, *out, *told))
        return estimate, deviation

    def close(self) -> None:
        """Frees the network as soon as no running call uses it; the enhancer is of no use then."""
        self._handle = None

    def __enter__(self) -> Enhancer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Callable[..., Enhancer], tuple[bytes | None, dict[str, Value]]]:
        self._open()  # a closed one is of no use elsewhere either
        return _made_again, (self._model, self.settings)

    def __repr__(self) -> str:
        if self._handle is None:
            return "<Enhancer, closed>"
        return f"<Enhancer: {self.method}{f' on {self.device}' if self.device else ''}, {self._settings!r}>"

    def _open(self) -> Any:  # noqa: ANN401
        if self._handle is None:
            raise ArgumentError("the enhancer is closed")
        return self._handle


def _placed(one: object) -> tuple[Any, Pass]:
    """One of several passes: its map, and how it lies."""
    map, place = pair("a pass", one, f"state {EACH_PASS}")
    if not isinstance(place, Pass):
        raise wrong("a pass", place, f"state {EACH_PASS}")
    return map, place


def _range(key: str, stated: object) -> tuple[int, int]:
    """The first row or column, and the first one after the last."""
    begin, end = pair(key, stated, "state the first one and the first one after the last, (begin, end)")
    first, after = count(key, begin), count(key, end)
    if after < first:
        raise ArgumentError(f"{key} = ({first}, {after}) end before they begin: state (begin, end)")
    return first, after


def _made_again(model: bytes | None, settings: dict[str, Value]) -> Enhancer:
    """An enhancer that was pickled or copied: the network is loaded once more."""
    return Enhancer(model, None, **settings)


@documented(Settings)
def enhance(
    map: Measured,
    conditions: Stated = None,
    progress: Progress | None = None,
    *,
    model: Model = None,
    pixel_um: PixelUm | None = None,
    unit: str | None = None,
    **settings: Value,
) -> Enhanced:
    """Enhances one map: estimates from a measured map what the sample looks like on a finer grid. Not random.

    For many maps, `Enhancer` loads the network once.

    Parameters
    ----------
    map : array_like, mapping, Map or xarray.DataArray
        Shape (lines, pixels) or (elements, lines, pixels), or name -> (lines, pixels); NaN where missing. Files are
        read by `read_map`. A DataArray has its elements along ``element`` and coordinates of the pixel centres with the
        attribute ``units`` "um" or "mm", and gives DataArrays.
    conditions : Conditions, mapping, str or None
        How the map was measured: `Conditions`, settings by name such as ``{"beam_size_um": 20}``, or the name of a
        preset; what they leave open is estimated from the map.
    progress : callable, "tqdm", "rich" or True, optional
        ``progress(fraction, element, stage)`` is told how far it is, in this thread; False cancels. A name shows a bar
        of that package, True one of a package that is installed.
    model : str, path or bytes, optional
        File or bytes of an ONNX model of contract lamap-1; the embedded one if left out.
    pixel_um : float or (float, float), optional
        Side, or width and height, of a measured pixel in µm. If left out: what the map tells, else scan speed times
        acquisition time and line spacing of the conditions.
    unit : str, optional
        Unit of the values, such as "counts", "cps", "ppm" or "ug/g"; that of the map if left out. "counts", and "cps"
        with ``dwell_time_s``, have the noise of counting.
    **settings : float, int, str or bool
        Settings of the enhancement by name; ``print(lamap.Settings.help())`` lists them.

    Returns
    -------
    Enhanced
        Estimate, standard deviation, report and verdict.

    Raises
    ------
    ArgumentError, DataError
        If the map, its unit, its pixel size or a setting cannot be used; the sentence says what to do.
    RuntimeNotFoundError, ModelError, DeviceUnavailableError
        If the network was asked for (``method="unet"``) and cannot run.
    Cancelled
        If `progress` returned False. An exception that it raises cancels too, and is raised here.

    Examples
    --------
    >>> import lamap
    >>> measured = lamap.ablate(lamap.phantom("cells", 100, seed=1), "seed-2019", pixel_um=1.0, seed=42)
    >>> result = lamap.enhance(measured, "seed-2019", unit="counts", magnification=5, method="physics")
    >>> result.verdict.level
    'green'
    """
    with shown(progress) as tell, Enhancer(model, _at_start(tell), **settings) as enhancer:
        return enhancer.enhance(map, conditions, tell, pixel_um=pixel_um, unit=unit)


def _at_start(tell: Tell | None) -> Tell | None:
    """Tells of the loading of a network as the start of what follows, so that a bar never goes back."""
    return None if tell is None else lambda _fraction, element, stage: tell(0.0, element, stage)


def measured_map(map: Measured, conditions: Conditions, pixel_um: PixelUm | None, unit: str | None) -> Map:
    """The map that is to be enhanced, with a pixel size and a unit that can be used."""
    if isinstance(map, Enhanced):
        raise ArgumentError(IS_ENHANCED)
    if getattr(map, "dtype", None) == np.bool_:
        raise WrongTypeError("the map holds True and False: give the measured values, not what a comparison tells")
    given = as_map(map, pixel_um, None if unit is None else known_unit(unit))
    data_unit(given.unit)
    if given.info and report_of(given.info) is not None:
        raise ArgumentError(IS_ENHANCED)
    return with_pixel(given, conditions)


def with_pixel(measured: Map, conditions: Conditions) -> Map:
    """The map with its pixel size, from the conditions where it has none."""
    width, height = conditions.pixel_um()
    width = measured.pixel_width_um if measured.pixel_width_um is not None else width
    height = measured.pixel_height_um if measured.pixel_height_um is not None else height
    if width is None:
        raise ArgumentError(
            "the pixel width is not known: state pixel_um, or scan_speed_um_s and acquisition_time_s in the conditions"
        )
    if height is None:
        raise ArgumentError("the pixel height is not known: state pixel_um, or line_spacing_um in the conditions")
    return replace(measured, pixel_width_um=width, pixel_height_um=height, info="")


def content_of(model: Model) -> bytes | None:
    """The bytes of a model; None for the embedded one."""
    if model is None or isinstance(model, bytes | bytearray | memoryview):
        return None if model is None else bytes(model)
    if not isinstance(model, str | os.PathLike):
        raise wrong("model", model, "state the file of a model, or its bytes")
    try:
        return Path(model).read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError(f"{model}: {error.strerror}") from None
    except OSError as error:
        raise FileError(f"{model}: {error.strerror}") from None
