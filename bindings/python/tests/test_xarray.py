# SPDX-License-Identifier: MIT OR Apache-2.0
import numpy as np
import pytest

import lamap

xarray = pytest.importorskip("xarray")


def measured_array(measured, unit="um", factor=1.0, **changes):
    coords = {
        "element": ["Ba", "Zn"],
        "y": ("y", (np.arange(24) * 5.0 + 102.5) * factor, {"units": unit}),
        "x": ("x", (np.arange(32) * 5.0 + 2.5) * factor, {"units": unit}),
    }
    values = np.stack([measured, 2 * measured])
    return xarray.DataArray(
        values, {**coords, **changes}, ("element", "y", "x"), "leaf", {"units": "counts", "by": "me"}
    )


def test_a_data_array_gives_data_arrays(measured, conditions, physics):
    result = physics.enhance(measured_array(measured), conditions)
    estimate = result.estimate
    assert estimate.dims == ("element", "y", "x")
    assert estimate.element.values.tolist() == ["Ba", "Zn"]
    record = estimate.attrs.pop("lamap_record")
    assert lamap.report_of(record) == result.report
    assert (estimate.name, estimate.attrs) == ("leaf", {"units": "counts", "by": "me"})
    assert estimate.x.values[:2].tolist() == [1.25, 3.75]
    assert estimate.y.values[0] == 101.25
    assert estimate.y.attrs == {"units": "um"}
    assert result.chi_square.shape == (2, 24, 32)
    plain = physics.enhance(lamap.Map(measured, (), 5.0, 5.0, "counts"), conditions)
    assert np.array_equal(estimate.sel(element="Ba").values, plain.estimate[0])
    assert result.report["elements"][0]["counting_statistics"]


def test_the_order_of_the_dimensions_is_kept(measured, conditions, physics):
    array = measured_array(measured)
    turned = physics.enhance(array.transpose("y", "x", "element"), conditions).estimate
    assert turned.dims == ("y", "x", "element")
    assert turned.transpose(*array.dims).equals(physics.enhance(array, conditions).estimate)


def test_one_element_needs_no_dimension(measured, conditions, physics):
    array = measured_array(measured).sel(element="Ba", drop=True).rename(y="row", x="column")
    estimate = physics.enhance(array, conditions).estimate
    assert estimate.dims == ("row", "column")


def test_coordinates_in_millimetres_are_understood(measured, conditions, physics):
    one, other = (
        physics.enhance(measured_array(measured, *unit), conditions).estimate for unit in (("um", 1.0), ("mm", 1e-3))
    )
    assert np.allclose(one.x, other.x)
    assert np.allclose(one, other, rtol=1e-4)


def test_coordinates_that_make_no_grid_are_refused(measured, physics):
    uneven = np.arange(32) * 5.0
    uneven[7] += 1.0
    for changes, sentence in (
        ({"x": ("x", uneven, {"units": "um"})}, "x does not rise evenly"),
        ({"y": ("y", np.arange(24)[::-1], {"units": "um"})}, r"y falls: sort the map first, array.sortby\('y'\)"),
        ({"x": ("x", np.arange(32)[::-1], {"units": "um"})}, "x falls: state positions that rise along the scan"),
        ({"x": ("x", np.arange(32), {"units": "s"})}, "unit 's'"),
    ):
        with pytest.raises(lamap.ArgumentError, match=sentence):
            physics.enhance(measured_array(measured, **changes))
    with pytest.raises(lamap.ArgumentError, match="dimensions"):
        physics.enhance(xarray.DataArray(np.ones(3)))


def test_coordinates_without_a_unit_are_asked_about_unless_the_pixel_is_stated(measured, conditions, physics):
    counted = measured_array(measured, x=np.arange(32), y=np.arange(24))
    with pytest.raises(lamap.ArgumentError, match=r"has no unit.*pixel_um, or array\['y'\].attrs\['units'\] = 'um'"):
        physics.enhance(counted, conditions)
    stated = physics.enhance(counted, conditions, pixel_um=5.0).estimate
    assert stated.x.values[:2].tolist() == [1.25, 3.75]


def test_without_coordinates_the_conditions_tell_the_pixel(measured, conditions, physics):
    estimate = physics.enhance(xarray.DataArray(measured, dims=("y", "x")), conditions).estimate
    assert estimate.x.values[0] == 1.25


def test_a_sample_may_be_a_data_array(conditions):
    sample = lamap.Map(lamap.phantom("cells", 40, seed=1), "Ba", 1.0, 1.0).to_xarray()
    counts = lamap.ablate(sample, conditions, seed=1)
    assert counts.attrs["units"] == "counts"
    assert counts.x.values[:2].tolist() == [2.5, 7.5]
    assert np.array_equal(counts.values[0], lamap.ablate(sample.values[0], conditions, 1.0, 1))


def test_an_enhanced_array_is_known_for_one_and_what_is_made_of_it_is_not(measured, conditions, physics):
    result = physics.enhance(measured_array(measured), conditions)
    again = [result.estimate, result.deviation, result.chi_square, result.estimate.sel(element="Ba")]
    for array in (*again, result.maps()[1].to_xarray()):
        with pytest.raises(lamap.ArgumentError, match="enhanced already: enhance the measured map"):
            physics.enhance(array, conditions)
    ablated = lamap.ablate(result.estimate, conditions, seed=1)
    assert "lamap_record" not in ablated.attrs
    physics.enhance(ablated, conditions)


def test_a_dataset_keeps_unit_pixel_size_place_and_record(measured, conditions, physics):
    array = measured_array(measured)
    dataset = xarray.Dataset({name: array.sel(element=name, drop=True) for name in ("Ba", "Zn")})
    estimate = physics.enhance(dataset, conditions).estimate
    whole = physics.enhance(array, conditions).estimate
    assert (estimate.elements, estimate.unit, estimate.pixel_width_um) == (["Ba", "Zn"], "counts", 2.5)
    assert estimate.origin_um == (0.0, 100.0)
    assert np.array_equal(estimate.values, whole.values)
    again = {name: whole.sel(element=name, drop=True) for name in ("Ba", "Zn")}
    with pytest.raises(lamap.ArgumentError, match="enhanced already"):
        physics.enhance(again, conditions)


def test_a_map_is_made_of_a_data_array_and_what_is_stated_wins(measured):
    made = lamap.Map(measured_array(measured))
    assert (made.elements, made.unit, made.pixel_width_um, made.origin_um) == (["Ba", "Zn"], "counts", 5.0, (0.0, 100.0))
    assert lamap.Map(measured_array(measured), unit="cps").unit == "cps"
    wide = measured_array(measured, "nm", 1e3)
    assert lamap.Map(wide).pixel_height_um == pytest.approx(5.0)
    with pytest.raises(lamap.ArgumentError, match="has the unit 'inch'"):
        lamap.Map(measured_array(measured, "inch"))
