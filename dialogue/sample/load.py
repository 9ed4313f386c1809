"""Loads the sample of the dialogue, the same one for the same day.

Its rows are written as they would have come about over a year: the services write the present only. What the
database and the rules demand of them, tests ask of the sample too.
"""

from django.db import transaction
from django.utils import timezone

from mapping.summaries.releases import key_figures, latest_release
from network.sample import people
from network.summaries.choosing import choosable
from sse_portal.accounts.sample import sample_user
from sse_portal.reference import summaries as reference

from ..models import Committee
from ..services.evidence import pin_evidence
from .committees import Committees
from .meetings import Meetings
from .news import tell_the_past
from .recommendations import Recommendations

# How many recommendations of a country rest on figures, and on how many different ones.
PINNED, MOST_FIGURES = 8, 4
SILENT = "VN"


def load_dialogue(*, by, tell=lambda text: None):
    """Add the sample; True, or False when it is there already. `by` runs the dialogue of the whole region."""
    if Committee.objects.filter(is_sample=True).exists():
        return False
    with transaction.atomic():
        _load(by, tell)
    return True


def _load(by, tell):
    today = timezone.localdate()
    committees = Committees(by, today, _senders(by), _names)
    meetings = Meetings(by, today)
    checker = sample_user("secretariat", "KH")
    recommendations = Recommendations(by, checker, meetings.decide, _pinner(by), _addressees(by))
    for country in (*(row.iso2 for row in reference.countries()), None):
        committee = committees.make(country)
        held = meetings.make(committee, is_silent=country == SILENT)
        recommendations.make(committee, held)
        tell(f"dialogue: {country or 'region'}")
    tell_the_past()


def _senders(by):
    """organizations(country, kinds): public ones that may send somebody; of the sample, for nothing of it is true."""

    def organizations(country, kinds):
        found = choosable(by).public().in_country(country).filter(kind__in=kinds, is_sample=True)
        return list(found.order_by("id")[:4])

    return organizations


def _names(country, number):
    """(name, names, sex) of the member with this number; those of the region come from its countries in turn."""
    countries = [row.iso2 for row in reference.countries()]
    name, names, sex = people.person(country or countries[number % len(countries)], number + 30)
    return name, names, sex


def _addressees(by):
    """addressees(country): the public bodies that recommendations go to."""
    found = _senders(by)
    return lambda country: found(country, ("government", "statistics")) or found(country, ("un", "network"))


def _pinner(by):
    """pin(recommendation, number): rests it on a figure of the country's newest release, if there is one."""
    figures = {}

    def pin(recommendation, number):
        country = recommendation.country_id
        if country not in figures:
            figures[country] = _figures(country)
        if figures[country] and number < PINNED:
            figure = figures[country][number % len(figures[country])]
            values = {
                "kind": "figure",
                "release": str(figure.release_uid),
                "indicator": figure.indicator,
            }
            pin_evidence(by=by, recommendation=recommendation, values=values)

    return pin


def _figures(country):
    """Some figures for the whole country that its newest release gives."""
    release = latest_release(country) if country else None
    return (
        [figure for figure in key_figures(release) if figure.value is not None][:MOST_FIGURES]
        if release
        else []
    )
