"""The questions that a picture of the network asks: who was linked with whom on a day. Public rows only."""

from django.db.models import Q


def _begun(day, path=""):
    return Q(**{f"{path}starts_on": None}) | Q(**{f"{path}starts_on__lte": day})


def _not_ended(day, path, field):
    return Q(**{f"{path}{field}": None}) | Q(**{f"{path}{field}__gt": day})


PUBLIC_SIDE = {"organization__visibility": "public", "organization__merged_into": None}


def existing_on(organizations, day):
    """Those that were founded, and not yet dissolved, in the year of the day; unknown years do not exclude."""
    founded = Q(founded=None) | Q(founded__lte=day.year)
    return organizations.filter(founded, Q(dissolved=None) | Q(dissolved__gt=day.year))


def parties_on(parties, day):
    """Parties to public agreements that were signed and in force on the day."""
    return parties.filter(
        ~Q(agreement__status="draft"),
        _begun(day, "agreement__"),
        _not_ended(day, "agreement__", "ends_on"),
        _not_ended(day, "agreement__", "terminated_on"),
        agreement__visibility="public",
        agreement__signed_on__lte=day,
        **PUBLIC_SIDE,
    )


def participants_on(participations, day):
    """Participants in public activities under way on the day: by the actual dates, where there are none the planned."""
    begun = Q(activity__actual_start__lte=day) | Q(
        activity__actual_start=None, activity__planned_start__lte=day
    )
    actual = Q(activity__actual_end__gt=day)
    planned = Q(activity__actual_end=None) & _not_ended(day, "activity__", "planned_end")
    return participations.filter(
        begun,
        actual | planned,
        ~Q(activity__status="5"),
        activity__visibility="public",
        **PUBLIC_SIDE,
    )


def among(rows, keys, field):
    """The rows whose organisation is among `keys`, a queryset or a collection of database keys."""
    return rows.filter(**{f"{field}__in": keys})
