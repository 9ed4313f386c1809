"""Who may do what at the addresses of answers, key actions and progress."""

from tests.dialogue.factories import (
    a_committee,
    a_key_action,
    a_recommendation,
    a_response,
    an_addressee,
    an_update,
)

from ..roles import PUBLIC, only

KEEPERS = ("secretariat", "admin")
CREATES = only(201, *KEEPERS)
CHANGES = only(200, *KEEPERS)
FOR_KEEPERS = only(200, *KEEPERS, others=404, anonymous=404)
CHANGES_UNSEEN = only(200, *KEEPERS, others=404)


def _read(path, name):
    return {f"{path}{{tracking_{name}}}/": PUBLIC, f"{path}{{tracking_secret_{name}}}/": FOR_KEEPERS}


def _listed(path):
    return {"GET": {path: PUBLIC, f"{path}?format=csv": PUBLIC}, "POST": {path: CREATES}}


TABLE = {
    "management-responses/": _listed("management-responses/"),
    "management-responses/<uuid:id>/": {"GET": _read("management-responses/", "response")},
    "key-actions/": _listed("key-actions/"),
    "key-actions/<uuid:id>/": {
        "GET": _read("key-actions/", "action"),
        "PATCH": {
            "key-actions/{tracking_action}/": CHANGES, "key-actions/{tracking_secret_action}/": CHANGES_UNSEEN,
        },
    },
    "key-actions/<uuid:id>/reschedule/": {
        "POST": {
            "key-actions/{tracking_open_action}/reschedule/": CHANGES,
            "key-actions/{tracking_secret_open_action}/reschedule/": CHANGES_UNSEEN,
        }
    },
    "progress-updates/": _listed("progress-updates/"),
    "progress-updates/<uuid:id>/": {
        "GET": {
            **_read("progress-updates/", "update"), "progress-updates/{tracking_note}/": FOR_KEEPERS,
        }
    },
    "progress-updates/<uuid:id>/verify/": {
        "POST": {
            "progress-updates/{tracking_update}/verify/": CHANGES,
            "progress-updates/{tracking_secret_update}/verify/": CHANGES_UNSEEN,
        }
    },
}  # fmt: skip
BODIES = {
    ("POST", "management-responses/"): lambda records: {
        "addressee": str(records.tracking_addressee.uid), "position": "noted",
    },
    ("POST", "key-actions/"): lambda records: {
        "addressee": str(records.tracking_addressee.uid), "title": {"en": "New"},
    },
    ("PATCH", "key-actions/<uuid:id>/"): lambda _: {"unit": "offices"},
    ("POST", "key-actions/<uuid:id>/reschedule/"): lambda _: {
        "due_on": "2030-01-01", "narrative": {"en": "The budget comes later."},
    },
    ("POST", "progress-updates/"): lambda records: {
        "action": str(records.tracking_action.uid), "state": "ongoing", "percent": 20,
    },
    ("POST", "progress-updates/<uuid:id>/verify/"): lambda _: {"verdict": "adequate"},
}  # fmt: skip


def records():
    """{name: record}: public ones and ones for the secretariat, all of Cambodia."""
    found = {}
    for prefix, fields in (("tracking", {}), ("tracking_secret", {"visibility": "secretariat"})):
        addressee = an_addressee(a_recommendation(a_committee("KH"), "transmitted", **fields))
        response, action = a_response(addressee), a_key_action(addressee)
        found |= {
            f"{prefix}_addressee": addressee,
            f"{prefix}_response": response,
            f"{prefix}_action": action,
        }
        found[f"{prefix}_open_action"] = a_key_action(addressee)
        if not fields:
            found["tracking_note"] = an_update(action, visibility="secretariat")
        found[f"{prefix}_update"] = an_update(action, "completed")
    return found
