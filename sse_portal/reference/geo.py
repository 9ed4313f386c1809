"""Boundaries and distances, from the GeoJSON files. Longitude comes before latitude, as in GeoJSON (RFC
7946).
"""

import json
import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

FOLDER = Path(__file__).parent / "data" / "geo"
KM_PER_DEGREE = 111.32
VN_REFORM = date(2025, 7, 1)

NATURAL_EARTH = "Natural Earth"
ATTRIBUTIONS = {"KH": "Natural Earth; Open Development Cambodia / geoBoundaries (CC BY 4.0)"}
DISCLAIMER = _("The boundaries and names on this map do not imply endorsement or acceptance by anybody.")


@dataclass(frozen=True)
class Layer:
    """The regions of a country as drawn in the half-open interval [valid_from, valid_to)."""

    country: str
    file: str
    valid_from: date = date.min
    valid_to: date = date.max


LAYERS = (
    Layer("KG", "kg_adm1"),
    Layer("KH", "kh_adm1"),
    Layer("MN", "mn_adm1"),
    Layer("TH", "th_adm1"),
    Layer("VN", "vn_adm1_2004", valid_to=VN_REFORM),
    Layer("VN", "vn_adm1_2025", valid_from=VN_REFORM),
)


def shapes(country, on):
    """The GeoJSON features of a country's regions on a day; empty for a country without a map. Do not
    change them.
    """
    for layer in LAYERS:
        if layer.country == country and layer.valid_from <= on < layer.valid_to:
            return _features(layer.file)
    return ()


def attribution(country):
    """The sources to name beside a map of the country."""
    return ATTRIBUTIONS.get(country, NATURAL_EARTH)


@cache
def _features(file):
    return tuple(json.loads((FOLDER / f"{file}.geojson").read_text(encoding="utf-8"))["features"])


@cache
def _polygons(region):
    """The polygons of a region: each a list of rings, the first being the outline."""
    for layer in LAYERS:
        for feature in _features(layer.file):
            if feature["properties"]["region_code"] == region:
                return _as_polygons(feature["geometry"])
    return ()


def _as_polygons(geometry):
    coordinates = geometry["coordinates"]
    return (coordinates,) if geometry["type"] == "Polygon" else tuple(coordinates)


@cache
def bbox(country):
    """(west, south, east, north) in degrees of all that is drawn of a country. KeyError for one without a
    map.
    """
    features = [f for layer in LAYERS if layer.country == country for f in _features(layer.file)]
    if not features:
        raise KeyError(country)
    polygons = [polygon for feature in features for polygon in _as_polygons(feature["geometry"])]
    points = [point for polygon in polygons for point in polygon[0]]
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


@cache
def centroid(region):
    """(longitude, latitude) of the centre of the region's largest part, or None when it has no shape."""
    polygons = _polygons(region)
    if not polygons:
        return None
    return max((_centre(polygon[0]) for polygon in polygons), key=lambda centre: centre[0])[1]


def _centre(ring):
    """(area, centre) of a closed ring by the shoelace formula, in square degrees."""
    area = east = north = 0.0
    x0, y0 = ring[0]
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        # Relative to the first point, or small rings far from (0, 0) lose their digits.
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        area += cross
        east += cross * (x1 + x2 - 2 * x0)
        north += cross * (y1 + y2 - 2 * y0)
    if not area:
        return 0.0, (x0, y0)
    return abs(area) / 2, (x0 + east / (3 * area), y0 + north / (3 * area))


def distance_km(region, longitude, latitude):
    """How far a point lies outside a region, in km; 0.0 inside, None when the region has no shape.

    Flat geometry around the point: good to 1 % for the tens of kilometres that matter here.
    """
    polygons = _polygons(region)
    if not polygons:
        return None
    if any(_contains(polygon, longitude, latitude) for polygon in polygons):
        return 0.0
    scale = math.cos(math.radians(latitude))
    rings = (ring for polygon in polygons for ring in polygon)
    return min(_to_ring(ring, longitude, latitude, scale) for ring in rings) * KM_PER_DEGREE


def _contains(polygon, x, y):
    outline, *holes = polygon
    return _in_ring(outline, x, y) and not any(_in_ring(hole, x, y) for hole in holes)


def _in_ring(ring, x, y):
    """Even-odd rule: a ray to the east crosses the ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _to_ring(ring, x, y, scale):
    local = [((px - x) * scale, py - y) for px, py in ring]
    return min(_to_segment(start, end) for start, end in zip(local, local[1:], strict=False))


def _to_segment(start, end):
    """Distance from the origin to a segment."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, -(x1 * dx + y1 * dy) / length)) if length else 0.0
    return math.hypot(x1 + along * dx, y1 + along * dy)
