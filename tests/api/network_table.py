"""The addresses of the network in the table of who may do what, and the records that they are about."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from network.models import Match
from tests.factories import a_user
from tests.network.factories import (
    a_relationship,
    a_resource,
    an_activity,
    an_agreement,
    an_event,
    an_offer,
    an_organization,
)

from .roles import PUBLIC, ROLES, only

KEEPERS = ("secretariat", "admin")
OUTSIDERS = ("anonymous", "guest")
FOR_MEMBERS = {**PUBLIC, **dict.fromkeys(OUTSIDERS, 404)}
FOR_KEEPERS = only(200, *KEEPERS, others=404, anonymous=404)
MOVED = dict.fromkeys(ROLES, 301)
CREATES = only(201, *KEEPERS)
# What everybody sees, and what only its keepers know of.
CHANGES = only(200, *KEEPERS)
CHANGES_UNSEEN = only(200, *KEEPERS, others=404)
# Relationships and matches are between two countries here: both secretariats know of them.
BOTH_SIDES = (*KEEPERS, "foreign_secretariat")


def _shown(path, name):
    """GET of a public record, of one for members, and of one for its keepers."""
    return {
        f"{path}{{{name}}}/": PUBLIC,
        f"{path}{{members_{name}}}/": FOR_MEMBERS,
        f"{path}{{keepers_{name}}}/": FOR_KEEPERS,
    }


def _changed(path, name):
    """PATCH of the same."""
    return {
        f"{path}{{{name}}}/": CHANGES,
        f"{path}{{members_{name}}}/": {**CHANGES, "guest": 404},
        f"{path}{{keepers_{name}}}/": CHANGES_UNSEEN,
    }


def _acts(path, **expected):
    """{route: {"POST": …}} of acts: act={name of the record: expectations}."""
    return {
        f"{path}<uuid:id>/{act}/": {
            "POST": {f"{path}{{{name}}}/{act}/": roles for name, roles in records.items()}
        }
        for act, records in expected.items()
    }


TABLE = {
    "network/": {"GET": {"network/": PUBLIC, "network/?country=KH&format=json": PUBLIC}},
    "organizations/": {
        "GET": {"organizations/": PUBLIC, "organizations/?format=csv": PUBLIC},
        "POST": {"organizations/": CREATES},
    },
    "organizations/<uuid:id>/": {
        "GET": {**_shown("organizations/", "organization"), "organizations/{merged}/": MOVED},
        "PATCH": _changed("organizations/", "organization"),
    },
    "relationships/": {"GET": {"relationships/": PUBLIC}, "POST": {"relationships/": CREATES}},
    "relationships/<uuid:id>/": {
        "GET": {
            **_shown("relationships/", "relationship"),
            "relationships/{keepers_relationship}/": only(200, *BOTH_SIDES, others=404, anonymous=404),
        },
        "PATCH": {
            **_changed("relationships/", "relationship"),
            "relationships/{keepers_relationship}/": {**CHANGES_UNSEEN, "foreign_secretariat": 403},
        },
    },
    "agreements/": {"GET": {"agreements/": PUBLIC}, "POST": {"agreements/": CREATES}},
    "agreements/<uuid:id>/": {
        "GET": {**_shown("agreements/", "agreement"), "agreements/{draft_agreement}/": FOR_KEEPERS},
        "PATCH": _changed("agreements/", "agreement"),
    },
    **_acts(
        "agreements/",
        sign={"draft_agreement": CHANGES_UNSEEN},
        suspend={"agreement": CHANGES, "keepers_agreement": CHANGES_UNSEEN},
        resume={"suspended": CHANGES},
        terminate={"agreement": CHANGES, "keepers_agreement": CHANGES_UNSEEN},
        amend={"agreement": CHANGES, "keepers_agreement": CHANGES_UNSEEN},
    ),
    "activities/": {"GET": {"activities/": PUBLIC}, "POST": {"activities/": CREATES}},
    "activities/<uuid:id>/": {
        "GET": _shown("activities/", "activity"),
        "PATCH": _changed("activities/", "activity"),
    },
    "events/": {"GET": {"events/": PUBLIC}, "POST": {"events/": CREATES}},
    "events/<uuid:id>/": {"GET": _shown("events/", "event"), "PATCH": _changed("events/", "event")},
    "resources/": {"GET": {"resources/": PUBLIC}, "POST": {"resources/": CREATES}},
    "resources/<uuid:id>/": {
        "GET": {**_shown("resources/", "resource"), "resources/{draft_resource}/": FOR_KEEPERS},
        "PATCH": _changed("resources/", "resource"),
    },
    **_acts(
        "resources/",
        publish={"draft_resource": CHANGES_UNSEEN},
        withdraw={"resource": CHANGES, "keepers_resource": CHANGES_UNSEEN},
    ),
    "offers/": {"GET": {"offers/": PUBLIC}, "POST": {"offers/": CREATES}},
    "offers/<uuid:id>/": {"GET": _shown("offers/", "offer"), "PATCH": _changed("offers/", "offer")},
    **_acts(
        "offers/",
        close={"offer": CHANGES, "keepers_offer": CHANGES_UNSEEN},
        reopen={"closed_offer": CHANGES},
    ),
    "offers/<uuid:id>/matches/": {
        "GET": {
            "offers/{offer}/matches/": PUBLIC,
            "offers/{members_offer}/matches/": FOR_MEMBERS,
            "offers/{keepers_offer}/matches/": FOR_KEEPERS,
        }
    },
    "matches/": {
        "GET": {"matches/": only(200, *ROLES[1:])},
        "POST": {"matches/": only(201, *BOTH_SIDES)},
    },
    "matches/<uuid:id>/": {"GET": {"matches/{match}/": only(200, *BOTH_SIDES, others=404)}},
    **_acts(
        "matches/",
        # The side of the offer is Cambodia's. For a country's side the region says why.
        accept={"match": {**only(200, *KEEPERS, others=404), "foreign_secretariat": 403}},
        decline={"match": only(200, *BOTH_SIDES, others=404)},
        fulfil={"accepted_match": only(200, *BOTH_SIDES, others=404)},
    ),
}


def _parties(records):
    return [{"organization": str(one.uid)} for one in (records.organization, records.foreign_organization)]


BODIES = {
    ("POST", "organizations/"): lambda _: {"country": "KH", "name": "New", "kind": "apex"},
    ("PATCH", "organizations/<uuid:id>/"): lambda _: {"locality": "Phum Thmei"},
    ("POST", "relationships/"): lambda records: {
        "subject": str(records.organization.uid), "object": str(records.foreign_organization.uid), "kind": "funds",
    },
    ("PATCH", "relationships/<uuid:id>/"): lambda _: {"source": "Its yearbook"},
    ("POST", "agreements/"): lambda records: {
        "title": {"en": "New"}, "kind": "mou", "country": "KH", "parties": _parties(records)
    },
    ("PATCH", "agreements/<uuid:id>/"): lambda _: {"reminder_days": 30},
    ("POST", "agreements/<uuid:id>/sign/"): lambda _: {"signed_on": "2026-01-05"},
    ("POST", "agreements/<uuid:id>/suspend/"): lambda _: {"reason": "A pause"},
    ("POST", "agreements/<uuid:id>/terminate/"): lambda _: {"reason": "Both sides agree"},
    ("POST", "agreements/<uuid:id>/amend/"): lambda _: {"signed_on": "2026-01-05", "summary": {"en": "More"}},
    ("POST", "activities/"): lambda _: {"title": {"en": "New"}, "country": "KH"},
    ("PATCH", "activities/<uuid:id>/"): lambda _: {"website": "https://example.org/"},
    ("POST", "events/"): lambda _: {
        "title": {"en": "New"}, "country": "KH", "timezone": "Asia/Phnom_Penh", "place": "Phnom Penh",
        "starts_at": "2027-03-02T09:00:00+07:00", "ends_at": "2027-03-02T17:00:00+07:00",
    },
    ("PATCH", "events/<uuid:id>/"): lambda _: {"place": "Siem Reap"},
    ("POST", "resources/"): lambda _: {"title": {"en": "New"}, "country": "KH"},
    ("PATCH", "resources/<uuid:id>/"): lambda _: {"origin": "A survey"},
    ("POST", "resources/<uuid:id>/withdraw/"): lambda _: {"reason": "A newer edition"},
    ("POST", "offers/"): lambda records: {
        "organization": str(records.organization.uid), "direction": "offer", "kind": "data", "title": {"en": "New"},
        "expires_on": _in_a_month(),
    },
    ("PATCH", "offers/<uuid:id>/"): lambda _: {"languages": ["km"]},
    ("POST", "offers/<uuid:id>/reopen/"): lambda _: {"expires_on": _in_a_month()},
    ("POST", "matches/"): lambda records: {"offer": str(records.offer.uid), "need": str(records.need.uid)},
    ("POST", "matches/<uuid:id>/accept/"): lambda _: {"side": "offer", "note": "By letter"},
    ("POST", "matches/<uuid:id>/decline/"): lambda _: {"note": "Too far"},
    ("POST", "matches/<uuid:id>/fulfil/"): lambda _: {
        "fulfilled_on": timezone.localdate().isoformat(), "note": "Held in May"
    },
}  # fmt: skip


def _in_a_month():
    return (timezone.localdate() + timedelta(days=30)).isoformat()


def network_records():
    """{name: record}: of each kind a public one, one for members and one for its keepers, all of Cambodia."""
    organization, foreign = an_organization("KH", "Samaki Union"), an_organization("KG", "Ala-Too Union")
    makers = {
        "organization": lambda **seen: an_organization("KH", **seen),
        "relationship": lambda **seen: a_relationship(an_organization("KH"), foreign, **seen),
        "agreement": lambda **seen: an_agreement(organization, foreign, **seen),
        "activity": lambda **seen: an_activity(organization, **seen),
        "event": lambda **seen: an_event(organizer=organization, **seen),
        "resource": lambda **seen: a_resource(publisher=organization, **seen),
        "offer": lambda **seen: an_offer(organization, **seen),
    }
    records = {name: make() for name, make in makers.items()} | {
        "organization": organization, "foreign_organization": foreign, "need": an_offer(foreign, "need")
    }  # fmt: skip
    for name, make in makers.items():
        records[f"members_{name}"] = make(visibility="network")
        records[f"keepers_{name}"] = make(visibility="secretariat")
    return records | _further(organization, foreign)


def _further(organization, foreign):
    """What acts are done to: drafts, what was suspended or closed, matches."""
    moment = datetime(2026, 1, 5, 3, tzinfo=UTC)
    by = a_user("secretariat", "KG", name="nurlan")
    both = {
        "offer_side_at": moment, "offer_side_by": by, "need_side_at": moment, "need_side_by": by,
        "state": "accepted",
    }  # fmt: skip
    return {
        "merged": an_organization("KH", status="merged", merged_into=organization),
        "draft_agreement": an_agreement(organization, foreign, status="draft", signed_on=None),
        "suspended": an_agreement(organization, foreign, status="suspended"),
        "draft_resource": a_resource(state="draft", published_at=None),
        "closed_offer": an_offer(organization, state="closed"),
        "match": _match(organization, foreign, by),
        "accepted_match": _match(organization, foreign, by, **both),
    }


def _match(organization, foreign, by, **fields):
    sides = {"offer": an_offer(organization), "need": an_offer(foreign, "need")}
    match = Match.objects.create(proposed_by=by, score=50, **sides, **fields)
    Match.objects.filter(pk=match.pk).update(created_at=datetime(2026, 1, 4, tzinfo=UTC))
    return match
