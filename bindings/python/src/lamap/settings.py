# SPDX-License-Identifier: MIT OR Apache-2.0
"""Conditions of a measurement and settings of an enhancement."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lamap._arguments import wrong
from lamap._docs import with_settings
from lamap._library import check, ffi, lib, make, path_text, text, utf8
from lamap._tables import Param, Table, Value, params
from lamap._words import meant
from lamap.channels import (
    TABLE,
    Channels,
    Crater,
    ResponseTable,
    add_channels,
    channels_of,
    set_crater,
    set_response_table,
)
from lamap.errors import ArgumentError, FileError, MissingFileError

__all__ = ["Conditions", "Param", "Settings", "Stated", "Value", "presets"]


def presets() -> dict[str, str]:
    """Names of the presets of `Conditions`, with what each stands for."""
    count = range(lib.lamap_preset_count())
    return {text(lib.lamap_preset_name(index)): text(lib.lamap_preset_help(index)) for index in count}


class Conditions(Table):
    """Conditions of a measurement: beam, scan, washout, noise.

    Parameters
    ----------
    preset : str, optional
        Name of the conditions to start from (see `presets`); the defaults if left out.
    crater : Crater, optional
        A measured crater, which sets ``beam_shape`` to "kernel".
    response_table : (array_like, array_like), optional
        A measured pulse response, which sets ``pulse_response`` to "table": times in s after the transport delay, and
        the share of the signal (0 to 1) that has arrived by then, linear between them.
    channels : sequence of str, or mapping, optional
        One channel for each element of a sample: names, or name -> settings (``sensitivity_counts``,
        ``gas_blank_cps``, ``flicker_rsd``, ``dwell_s``, ``settling_s``, and those of a pulse response of its own, such
        as ``gas_fraction``; what these leave open is as in the conditions).
    **settings : float, int, str, bool or None
        Any setting by name, with the unit in its name; None leaves it open. ``print(Conditions.help())`` lists them
        with unit, default, range and meaning.

    Raises
    ------
    ArgumentError
        If there is no such preset or setting or a value is out of range; the message names what is allowed.

    Examples
    --------
    >>> import lamap
    >>> conditions = lamap.Conditions(beam_size_um=20, flicker_rsd=0.02)
    >>> conditions.line_spacing_um = 20
    >>> conditions
    Conditions(beam_size_um=20.0, line_spacing_um=20.0, flicker_rsd=0.02)
    >>> lamap.Conditions(beam_size_um=5, channels={"Ca44": {"dwell_s": 0.01}, "Zn66": {"dwell_s": 0.03}}).channels
    {'Ca44': {'dwell_s': 0.01}, 'Zn66': {'dwell_s': 0.03}}
    """

    _table = 0  # LAMAP_TABLE_CONDITIONS
    _noun = "conditions"

    def __init__(
        self,
        preset: str | None = None,
        *,
        crater: Crater | None = None,
        response_table: ResponseTable | None = None,
        channels: Channels = (),
        **settings: Value,
    ) -> None:
        handle = self._new() if preset is None else _of_preset(preset)
        self._start(handle, settings)
        if crater is not None:
            set_crater(handle, crater)
        if response_table is not None:
            set_response_table(handle, response_table)
        add_channels(handle, channels)

    @classmethod
    def from_text(cls, source: str) -> Conditions:
        """Conditions from a text in TOML or JSON (an object), by the names of the settings.

        Parameters
        ----------
        source : str
            For example ``"beam_size_um = 5"``; a key ``preset`` names what the others are laid over.

        Raises
        ------
        ArgumentError
            If the text is neither, or a setting is unknown or out of range; the message names the line.
        """
        if not isinstance(source, str) or _is_file(source):
            raise wrong("source", source, "state the text itself, or the file in lamap.Conditions.from_file(path)")
        return cls._of(make("LamapConditions", lib.lamap_conditions_from_text, lib.lamap_conditions_free, utf8(source)))

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Conditions:
        """Conditions from a file in TOML or JSON; what it holds is read by `from_text`.

        Raises
        ------
        FileError
            If the file cannot be read.
        ArgumentError
            As for `from_text`.
        """
        try:
            source = Path(path_text(path)).read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise MissingFileError(f"{path}: there is no such file: check its name and folder") from None
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}") from None
        return cls.from_text(source)

    @classmethod
    def _of(cls, handle: Any) -> Conditions:  # noqa: ANN401
        """Conditions that the library made."""
        made = cls.__new__(cls)
        made._start(handle, {})
        return made

    @classmethod
    def from_toml(cls, source: str) -> Conditions:
        """Conditions from a text in TOML, such as `to_toml` gives; errors as for `from_text`."""
        return cls.from_text(source)

    def to_toml(self) -> str:
        """Every setting with its help as TOML; what is open stands there as a comment or "auto"."""
        written = make("LamapText", lib.lamap_conditions_to_toml, lib.lamap_text_free, self._handle)
        return text(lib.lamap_text_get(written))

    @property
    def channels(self) -> dict[str, dict[str, Value]]:
        """What each channel states by itself, by name; `to_toml` tells its pulse response too."""
        defaults = {key: row.default for key, row in params(TABLE).items()}
        stated = channels_of(self._handle).items()
        return {name: {k: v for k, v in own.items() if v != defaults[k]} for name, own in stated}

    def __setattr__(self, key: str, value: Value) -> None:
        if key in ("channels", "crater", "response_table"):
            raise ArgumentError(f"{key} can be stated only where conditions are made: Conditions({key}=...)")
        super().__setattr__(key, value)

    def stated_toml(self) -> str:
        """What was stated, and nothing else, as TOML: what `from_text` reads as the same conditions."""
        stated = make("LamapText", lib.lamap_conditions_stated_to_toml, lib.lamap_text_free, self._handle)
        return text(lib.lamap_text_get(stated))

    @classmethod
    def instrument(cls, name: str) -> Conditions:
        """Conditions of an instrument that was saved under a name, by any program of lamap (see `lamap.instruments`).

        Raises
        ------
        ArgumentError
            If there is none of this name; the sentence suggests one.
        FileError
            If its file cannot be read.
        """
        from lamap.instrument import load

        return load(name)

    def save_instrument(self, name: str, *, replace: bool = False) -> Path:
        """Saves what is stated as an instrument, for all programs of lamap.

        Parameters
        ----------
        name : str
            1 to 80 letters that a file may have on every system.
        replace : bool
            Whether another instrument of this name may be replaced. One that states the same may be saved again.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        ArgumentError
            If a file cannot have this name, a preset has it, or another instrument has it and `replace` is False.
        FileError
            If the file cannot be written; what was there before stays.

        Examples
        --------
        >>> import lamap
        >>> ours = lamap.Conditions(
        ...     beam_size_um=20, scan_speed_um_s=40, acquisition_time_s=0.25, repetition_rate_hz=20,
        ...     pulse_response="gamma", washout_time_s=0.5,
        ... )
        >>> ours.save_instrument("our laser")  # doctest: +SKIP
        >>> lamap.enhance(measured, lamap.Conditions.instrument("our laser"))  # doctest: +SKIP
        """
        from lamap.instrument import save

        return save(name, self, replace=replace)

    def __reduce__(self) -> tuple[Any, ...]:
        return _read, (self.stated_toml(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Conditions) and self.to_toml() == other.to_toml()

    __hash__ = None  # they can be changed

    def __repr__(self) -> str:
        plain, channels = super().__repr__(), self.channels
        separator = "" if plain.endswith("()") else ", "
        return f"{plain[:-1]}{separator}channels={channels!r})" if channels else plain

    def _copied(self) -> Any:  # noqa: ANN401
        return make("LamapConditions", lib.lamap_conditions_copy, lib.lamap_conditions_free, self._handle)

    def pixel_um(self) -> tuple[float | None, float | None]:
        """Pixel width and height in µm, as far as they were stated.

        The width is the scan speed times the acquisition time, the height the line spacing.
        """
        width, height = ffi.new("double *"), ffi.new("double *")
        check(lib.lamap_conditions_pixel(self._handle, width, height))
        return tuple(None if math.isnan(side[0]) else side[0] for side in (width, height))  # type: ignore[return-value]


def _of_preset(name: object) -> Any:  # noqa: ANN401
    """Handle of the conditions of a preset."""
    if isinstance(name, os.PathLike):
        raise wrong("preset", name, f"it is a file: lamap.Conditions.from_file({os.fspath(name)!r})")
    if not isinstance(name, str):
        raise wrong("preset", name, "state the name of a preset, such as 'seed-2019'")
    if name not in presets():
        raise ArgumentError(f"there is no preset {name!r}: {_step_to_conditions(name)}")
    return make("LamapConditions", lib.lamap_conditions_preset, lib.lamap_conditions_free, utf8(name))


def _step_to_conditions(name: str) -> str:
    """The next step where no preset has this name: a saved instrument may."""
    from lamap.instrument import saved

    if _is_file(name):
        return f"it names a file: lamap.Conditions.from_file({name!r})"
    instruments = saved()
    if name in instruments:
        return f"it is a saved instrument, lamap.Conditions.instrument({name!r})"
    of_instruments = (
        f"; the saved instruments, as lamap.Conditions.instrument(name), are {', '.join(instruments)}"
        if instruments
        else ""
    )
    return meant(name, presets(), f"the presets are {', '.join(presets())}{of_instruments}")


def _is_file(text: str) -> bool:
    """Whether a text names a file of conditions."""
    return "\n" not in text and text.casefold().endswith((".toml", ".json"))


def _read(source: str) -> Conditions:
    """`Conditions.from_text` as a function: pickles of methods carry code."""
    return Conditions.from_text(source)


Conditions.__doc__ = with_settings(Conditions.__doc__, Conditions)


class Settings(Table):
    """Settings of an enhancement: magnification, method, device, noise and others.

    Parameters
    ----------
    **settings : float, int, str or bool
        Any setting by name. ``print(Settings.help())`` lists them with unit, default, range and meaning.

    Raises
    ------
    ArgumentError
        If there is no such setting or a value is out of range; the message names what is allowed.

    Examples
    --------
    >>> import lamap
    >>> lamap.Settings(magnification=5, method="physics")
    Settings(magnification=5.0, method='physics')
    """

    _table = 1  # LAMAP_TABLE_SETTINGS
    _noun = "settings"

    def __init__(self, **settings: Value) -> None:
        self._start(self._new(), settings)


Settings.__doc__ = with_settings(Settings.__doc__, Settings)


Stated = Conditions | Mapping[str, Any] | str | None
"""Conditions, what makes them by name, the name of a preset, or nothing."""


def conditions_of(conditions: Stated) -> Conditions:
    """Conditions from a mapping of settings, the name of a preset, or nothing."""
    if isinstance(conditions, Conditions):
        return conditions
    if conditions is None or isinstance(conditions, str):
        return Conditions(conditions)
    if not isinstance(conditions, Mapping):
        raise wrong("conditions", conditions, "state lamap.Conditions, a dict of settings or the name of a preset")
    return Conditions.from_dict(conditions)  # type: ignore[no-any-return]
