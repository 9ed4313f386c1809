"""A committee as Popolo JSON: organization, posts, memberships, and the persons whose name may be known."""

from network.summaries.choosing import choosable
from network.summaries.people import names_shown
from sse_portal.basics.text import in_language

from ..models import Membership, Seat

LANGUAGE = "en"


def popolo_of(committee, address):
    """The public face of a committee (Popolo draft): a dict of organizations, posts, memberships, persons.

    `address(committee)` gives its page. A person without consent in force for the directory is not there, the
    membership then names the post alone.
    """
    seats = {seat.pk: seat for seat in Seat.objects.of_committee(committee).in_order()}
    rows = list(Membership.objects.of_committee(committee).select_related("person").order_by("id"))
    names = names_shown([row.person for row in rows], None, LANGUAGE)
    parties = _public_organizations(rows)
    return {
        "organizations": [_committee(committee, address), *(parties[key] for key in sorted(parties))],
        "posts": [_post(seat, committee) for seat in seats.values()],
        "memberships": [_membership(row, seats, committee, names, parties) for row in rows],
        "persons": _persons(rows, names),
    }


def _committee(committee, address):
    organization = {
        "id": str(committee.uid),
        "name": in_language(committee.name, LANGUAGE),
        "classification": "committee",
        "founding_date": _day(committee.established_on),
        "dissolution_date": _day(committee.dissolved_on),
        "links": [{"url": address(committee)}],
        "contact_details": [{"type": "email", "value": committee.email}] if committee.email else [],
        "other_names": [
            {"name": name, "note": language}
            for language, name in sorted(committee.name.items())
            if language != LANGUAGE
        ],
    }
    return {name: value for name, value in organization.items() if value not in (None, [])}


def _public_organizations(rows):
    keys = {row.on_behalf_of_id for row in rows} - {None}
    found = choosable(None).filter(pk__in=keys)
    return {row.pk: {"id": str(row.uid), "name": row.name} for row in found}


def _post(seat, committee):
    label = (
        in_language(seat.title, LANGUAGE) or f"{seat.get_constituency_display()}, {seat.get_role_display()}"
    )
    post = {
        "id": str(seat.uid), "label": label, "role": seat.role, "organization_id": str(committee.uid),
        "start_date": _day(seat.starts_on), "end_date": _day(seat.ends_on),
    }  # fmt: skip
    return {name: value for name, value in post.items() if value is not None}


def _membership(row, seats, committee, names, parties):
    seat, party = seats[row.seat_id], parties.get(row.on_behalf_of_id)
    membership = {
        "id": str(row.uid), "role": seat.role, "organization_id": str(committee.uid), "post_id": str(seat.uid),
        "person_id": str(row.person.uid) if row.person_id in names else None,
        "on_behalf_of_id": party["id"] if party else None, "start_date": _day(row.starts_on),
        "end_date": _day(row.ends_on),
    }  # fmt: skip
    return {name: value for name, value in membership.items() if value is not None}


def _persons(rows, names):
    people = {row.person_id: row.person for row in rows if row.person_id in names}
    return [
        {"id": str(person.uid), "name": names[key]} | ({"gender": person.sex} if person.sex else {})
        for key, person in sorted(people.items())
    ]


def _day(day):
    return day.isoformat() if day else None
