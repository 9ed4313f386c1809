"""The questions that a picture of the network asks: who was linked with whom on a day. Public rows only.

When an agreement is in force and an activity under way their own querysets say: the lists and the picture agree.
"""

from django.db.models import Q

PUBLIC_SIDE = {"organization__visibility": "public", "organization__merged_into": None}


def existing_on(organizations, day):
    """Those that were founded, and not yet dissolved, in the year of the day; unknown years do not exclude."""
    founded = Q(founded=None) | Q(founded__lte=day.year)
    return organizations.filter(founded, Q(dissolved=None) | Q(dissolved__gt=day.year))


def parties_on(parties, agreements, day):
    """Public parties to those among `agreements` that are public and in force on the day."""
    return parties.filter(agreement__in=agreements.public().in_force_on(day).values("pk"), **PUBLIC_SIDE)


def participants_on(participations, activities, day):
    """Public participants in those among `activities` that are public and under way on the day."""
    return participations.filter(
        activity__in=activities.public().under_way_on(day).values("pk"), **PUBLIC_SIDE
    )
