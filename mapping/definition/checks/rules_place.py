"""Rules on place and time."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from sse_portal.reference import geo, summaries

from .findings import HARD, SOFT, Rule
from .shapes import hard, soft

BORDER_DEGREES = Decimal("0.1")  # maps are simplified and leave out islands close to the coast
REGION_KM = 5


def region_elsewhere(answers, facts):
    region, country = facts.region(answers), facts.country_of(answers)
    return region is None or (country is not None and region.country != country)


def region_not_valid(answers, facts):
    region = facts.region(answers)
    return region is not None and not region.is_valid_on(facts.day(answers))


def outside_country(answers, facts):
    country = summaries.country(facts.country_of(answers) or "")
    if country is None:
        return False
    latitude, longitude = answers["location"]
    west, south, east, north = (Decimal(str(degrees)) for degrees in country.bbox)
    return not (
        west - BORDER_DEGREES <= longitude <= east + BORDER_DEGREES
        and south - BORDER_DEGREES <= latitude <= north + BORDER_DEGREES
    )


def outside_region(answers, facts):
    latitude, longitude = map(float, answers["location"])
    distance = geo.distance_km(answers["region"], longitude, latitude)
    return {"distance": round(distance)} if distance is not None and distance > REGION_KM else None


def after_interview(variable):
    """A year later than the interview."""

    def breach(answers, facts):
        year = facts.day(answers).year
        return {"year": year} if answers[variable] > year else None

    return Rule(
        variable, "in-future", HARD, _("The year lies after the interview, which was in %(year)s."), breach
    )


PLACE_AND_TIME = (
    hard(
        "entity_name",
        "too-short",
        _("A name has at least 2 characters."),
        lambda a, f: len(a["entity_name"]) < 2,
    ),
    hard(
        "country",
        "not-of-study",
        _("The study is about another country."),
        lambda a, f: f.country is not None and a["country"] != f.country,
    ),
    hard("region", "elsewhere", _("The region is not in this country."), region_elsewhere),
    hard("region", "not-valid", _("The region did not exist on the day of the interview."), region_not_valid),
    hard("location", "outside-country", _("The place lies outside the country."), outside_country),
    Rule(
        "location",
        "outside-region",
        SOFT,
        _("The place lies %(distance)s km outside the region."),
        outside_region,
        ("region",),
    ),
    after_interview("year_established"),
    soft(
        "year_established",
        "unusually-early",
        _("Few organizations are older than 1950."),
        lambda a, f: a["year_established"] < 1950,
    ),
    hard(
        "interview_date",
        "in-future",
        _("The interview cannot be in the future."),
        lambda a, f: a["interview_date"] > f.today,
    ),
    soft(
        "interview_date",
        "before-study",
        _("The interview was before the study began."),
        lambda a, f: f.study_start is not None and a["interview_date"] < f.study_start,
    ),
)
