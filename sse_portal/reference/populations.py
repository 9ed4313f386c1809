"""Population figures of a statistical office, from a CSV file: place, year, persons, source."""

import csv

from django.db import transaction
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Invalid, Problem
from sse_portal.basics.text import clean_text

from .models import Country, Population, Region

COLUMNS = ("place", "year", "persons", "source")
YEARS = range(1900, 2101)
MOST = 5_000_000_000
LONGEST_SOURCE = 300


def load_population(path):
    """Read a CSV file (UTF-8) and put its figures in place of those for the same places and years. Returns how many.

    `place` is the code of a region (KH-12) or, for a whole country, its ISO 3166-1 code (KH). All or nothing: Invalid
    lists every row that cannot be taken.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    places, errors, figures = _places(), [], {}
    for number, row in enumerate(rows, start=2):
        try:
            figure = _figure(row, places)
            figures[figure.country_id, figure.region_id, figure.year] = figure
        except (ValueError, Problem) as error:
            errors.append({"field": f"line {number}", "code": "invalid", "message": str(error)})
    if errors or not figures:
        raise Invalid(_("The file has no figures that can be taken."), errors=errors)
    _store(figures.values())
    return len(figures)


def _places():
    """{code: (country, region or None)}."""
    places = {code: (country, code) for code, country in Region.objects.values_list("code", "country_id")}
    return places | {code: (code, None) for code in Country.objects.values_list("iso2", flat=True)}


def _figure(row, places):
    place, year, persons, source = ((row.get(name) or "").strip() for name in COLUMNS)
    if place not in places:
        raise ValueError(_("no such place: %(place)s") % {"place": place[:40]})
    if not source:
        raise ValueError(_("the source is missing"))
    country, region = places[place]
    return Population(
        country_id=country,
        region_id=region,
        year=_number(year, YEARS, _("no such year")),
        persons=_number(persons, range(1, MOST), _("no such number of persons")),
        source=clean_text(source, limit=LONGEST_SOURCE, field="source"),
    )


def _number(text, allowed, problem):
    if not (text.isascii() and text.isdecimal() and len(text) < 12) or int(text) not in allowed:
        raise ValueError(f"{problem}: {text[:40]}")
    return int(text)


@transaction.atomic
def _store(figures):
    for figure in figures:
        Population.objects.same_place_and_year(figure).delete()
    Population.objects.bulk_create(figures)
