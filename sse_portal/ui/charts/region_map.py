"""A map of a country's regions on a day, with the sources of its boundaries."""

from functools import lru_cache

from django.utils.translation import gettext as _

from sse_portal.reference import geo

from .choropleth import Choropleth, choropleth, outlines


@lru_cache(maxsize=32)
def outlines_of(country, on):
    """The outlines of the regions of a country (ISO code) on a day, on the grid."""
    return outlines(geo.shapes(country, on))


def region_map(country, on, *, title, data, unit="number", subtitle="", breaks=()):
    """The Figure of a map. `data` is {region code: Datum}; regions without one are drawn as no data.

    `breaks` are the upper bounds of the classes; without them quantiles of the values.
    """
    chart = Choropleth(
        title=title,
        outlines=outlines_of(country, on),
        data=data,
        unit=unit,
        subtitle=subtitle,
        breaks=breaks,
        heading=_("Region"),
        attribution=_("Boundaries: %(source)s") % {"source": geo.attribution(country)},
    )
    return choropleth(chart)
