"""Boundaries: what is drawn when, and how far a point lies from a region."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_portal.reference import geo, summaries

LAST_OLD, FIRST_NEW = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("iso2", "on", "count"),
    [
        ("KH", FIRST_NEW, 25),
        ("KG", FIRST_NEW, 9),
        ("MN", FIRST_NEW, 22),
        ("TH", FIRST_NEW, 77),
        ("VN", LAST_OLD, 63),
        ("VN", FIRST_NEW, 34),
        ("XX", FIRST_NEW, 0),
    ],
)
def test_the_map_shows_the_regions_of_the_day(iso2, on, count):
    assert len(geo.shapes(iso2, on)) == count


@pytest.mark.parametrize("on", [LAST_OLD, FIRST_NEW])
def test_exactly_the_regions_with_a_shape_are_drawn(reference, on):
    for country in summaries.countries():
        drawn = {feature["properties"]["region_code"] for feature in geo.shapes(country.iso2, on)}
        assert drawn == {region.code for region in summaries.regions_of(country.iso2, on) if region.has_shape}


def test_a_map_is_read_once():
    assert geo.shapes("KH", FIRST_NEW) is geo.shapes("KH", LAST_OLD)


def test_the_cambodian_map_names_the_source_that_asks_for_it():
    assert "geoBoundaries (CC BY 4.0)" in geo.attribution("KH")
    assert "Natural Earth" in geo.attribution("TH")


def test_the_box_of_a_country_holds_its_capital():
    west, south, east, north = geo.bbox("KH")
    assert west < 104.92 < east
    assert south < 11.56 < north


def test_a_country_without_a_map_has_no_box():
    with pytest.raises(KeyError):
        geo.bbox("XX")


def test_the_stored_box_is_that_of_the_map(reference):
    for country in summaries.countries():
        assert country.bbox == pytest.approx(geo.bbox(country.iso2))


def test_the_centre_of_phnom_penh_is_where_the_city_is():
    longitude, latitude = geo.centroid("KH-12")
    assert (longitude, latitude) == (pytest.approx(104.9, abs=0.15), pytest.approx(11.55, abs=0.15))


@pytest.mark.parametrize("region", ["TH-S", "XX-1", ""])
def test_a_region_without_a_shape_has_no_centre_and_no_distance(region):
    assert geo.centroid(region) is None
    assert geo.distance_km(region, 100, 13) is None


def test_every_centre_lies_in_the_box_of_its_country(reference):
    for country in summaries.countries():
        west, south, east, north = country.bbox
        for region in summaries.regions_of(country.iso2):
            if region.has_shape:
                longitude, latitude = geo.centroid(region.code)
                assert west < longitude < east and south < latitude < north, region.code


def test_a_point_inside_has_no_distance_and_one_outside_has_the_right_one():
    assert geo.distance_km("KH-12", 104.92, 11.56) == 0
    siem_reap = (103.86, 13.36)
    [phnom_penh] = [shape for shape in geo.shapes("KH", FIRST_NEW) if shape["id"] == "KH-12"]
    corners = phnom_penh["geometry"]["coordinates"][0]
    corners = corners[0] if phnom_penh["geometry"]["type"] == "MultiPolygon" else corners
    nearest = min(great_circle_km(siem_reap, corner) for corner in corners)
    assert geo.distance_km("KH-12", *siem_reap) == pytest.approx(nearest, rel=0.01)


def great_circle_km(start, end):
    """The haversine formula on a sphere of 6,371 km."""
    (x1, y1), (x2, y2) = (map(math.radians, point) for point in (start, end))
    inner = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(inner))


@given(degrees=st.floats(0.01, 0.5))
def test_the_distance_grows_as_one_walks_away(degrees):
    west, *_ = geo.bbox("KH")
    near = geo.distance_km("KH-1", west - degrees, 13.6)
    far = geo.distance_km("KH-1", west - degrees - 0.1, 13.6)
    assert near < far
    assert far - near < 0.1 * geo.KM_PER_DEGREE * 1.02


def test_every_ring_is_closed():
    for layer in geo.LAYERS:
        for feature in geo.shapes(layer.country, layer.valid_from):
            for polygon in geo._as_polygons(feature["geometry"]):
                assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in polygon), feature["id"]
