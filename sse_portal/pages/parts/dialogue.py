"""The parts of the start page and of the country profile that the dialogue fills."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dialogue.summaries.overview import overview
from sse_portal.ui import formats


@dataclass(frozen=True)
class Dialogue:
    """The overview, its numbers as a strip, and where there is more; `calendar` and `feed` of the place."""

    overview: object
    stats: list
    front: str
    calendar: str
    feed: str


def region(visit):
    """The dialogue of the region; None while there is none."""
    found = _found(visit, "")
    return found and Dialogue(found, _stats(found.numbers), _url("home"), _url("calendar"), _url("news-feed"))


def committees(visit):
    """The committees of a country, who sits on them and how balanced; None while there is none."""
    found = _found(visit, visit.country.iso2)
    return found if found and found.committees else None


def meetings(visit):
    """The next meetings in a country, with its calendar and feed; None while there is no dialogue."""
    code = visit.country.iso2
    found, iso2 = _found(visit, code), code.lower()
    return found and Dialogue(
        found, [], _url("home"), _url("country-calendar", iso2), _url("country-news-feed", iso2)
    )


def recommendations(visit):
    """What the committees of a country recommend, and what becomes of it; None while there is nothing."""
    found = _found(visit, visit.country.iso2)
    return found if found and found.recommendations else None


def _found(visit, country):
    found = visit.once("dialogue", lambda: overview(visit.language, country))
    return None if found.is_empty else found


def _stats(numbers):
    rows = (
        (_("Committees"), "committees"), (_("Next meetings"), "meetings"),
        (_("Recommendations"), "recommendations"), (_("Open consultations"), "consultations"),
    )  # fmt: skip
    return [{"label": label, "value": formats.number(numbers.get(name, 0))} for label, name in rows]


def _url(name, *arguments):
    return reverse(f"dialogue:{name}", args=arguments)
