"""A small random world of activities: several organisations, places, years; some of it not public."""

import random
from datetime import date

from network.models import ActivityPlace, Participation

from ..factories import an_activity, an_organization

# VN-25 is a former region: it went into VN34-25 on 2025-07-01.
PLACES = ("KH-1", "KH-12", "KH-17", "TH-10", "VN-25", "VN34-25", "KH", "TH", "VN")
VISIBILITIES = ("public", "public", "public", "network", "secretariat")


def a_world(seed, *, activities=18, organizations=5, visibilities=VISIBILITIES):
    """Activities with 0 to 3 organisations and 0 to 3 places each."""
    luck = random.Random(seed)
    partners = [
        an_organization(luck.choice(("KH", "TH")), f"Partner {number}", visibility=luck.choice(visibilities))
        for number in range(organizations)
    ]
    return [_an_activity(luck, partners, visibilities) for _number in range(activities)]


def _an_activity(luck, partners, visibilities):
    status = luck.choice(("1", "2", "2", "5", "6"))
    years = sorted(luck.sample(range(2018, 2031), 2))
    dates = {"planned_start": None, "planned_end": None}
    if luck.random() < 0.8:
        dates["planned_start"] = date(years[0], luck.randint(1, 12), 1)
        dates["planned_end"] = luck.choice((None, date(years[1], 1, 1), date(years[1], 6, 1)))
    if status == "2" and luck.random() < 0.5:
        dates["actual_start"] = date(luck.randint(2017, 2026), 2, 1)
    elif status == "2" and not dates["planned_start"]:
        status = "1"
    activity = an_activity(
        country=luck.choice(("KH", "TH", None)) or "KH", status=status, visibility=luck.choice(visibilities),
        sector=luck.choice(("", "ISIC4:A", "ISIC4:P", "ISIC4:Q")), **dates,
    )  # fmt: skip
    activity.places.all().delete()
    chosen = luck.sample(PLACES, luck.randint(0, 3))
    for code in chosen:
        country, whole = code[:2], len(code) == 2
        if not whole and country in chosen:
            continue
        ActivityPlace.objects.get_or_create(
            activity=activity, country_id=country, region_id=None if whole else code, is_nationwide=whole
        )
    for partner in luck.sample(partners, luck.randint(0, 3)):
        for role in luck.sample(("1", "2", "3", "4"), luck.randint(1, 2)):
            Participation.objects.create(activity=activity, organization=partner, role=role)
    return activity
