"""Who may do what at the addresses of meetings."""

from tests.dialogue.factories import a_committee, a_held_meeting, a_meeting

from ..roles import PUBLIC, only

KEEPERS = ("secretariat", "admin")
CREATES = only(201, *KEEPERS)
FOR_KEEPERS = only(200, *KEEPERS, others=404, anonymous=404)
CHANGES = only(200, *KEEPERS)
CHANGES_UNSEEN = only(200, *KEEPERS, others=404)
# Each act with the record that it is done to.
ACTS = {
    "convene": "meeting_draft", "postpone": "meeting_secret", "cancel": "meeting_secret",
    "hold": "meeting_begun", "close": "meeting_held", "agenda": "meeting_draft",
}  # fmt: skip
TABLE = {
    "meetings/": {
        "GET": {"meetings/": PUBLIC, "meetings/?format=csv": PUBLIC},
        "POST": {"meetings/": CREATES},
    },
    "meetings/<uuid:id>/": {
        "GET": {
            "meetings/{meeting_public}/": PUBLIC,
            "meetings/{meeting_draft}/": FOR_KEEPERS,
            "meetings/{meeting_secret}/": FOR_KEEPERS,
        },
        "PATCH": {"meetings/{meeting_public}/": CHANGES, "meetings/{meeting_draft}/": CHANGES_UNSEEN},
    },
    **{
        f"meetings/<uuid:id>/{act}/": {"POST": {f"meetings/{{{name}}}/{act}/": CHANGES_UNSEEN}}
        for act, name in ACTS.items()
    },
}
BODIES = {
    ("POST", "meetings/"): lambda records: {
        "committee": str(records.meetings_committee.uid), "title": {"en": "New"}, "place": "Phnom Penh",
        "starts_at": "2027-03-02T09:00:00+07:00", "ends_at": "2027-03-02T17:00:00+07:00",
    },
    ("PATCH", "meetings/<uuid:id>/"): lambda _: {"place": "Kep"},
    ("POST", "meetings/<uuid:id>/postpone/"): lambda _: {"reason": "A storm"},
    ("POST", "meetings/<uuid:id>/cancel/"): lambda _: {"reason": "A storm"},
    ("POST", "meetings/<uuid:id>/agenda/"): lambda _: {"title": {"en": "New"}},
}  # fmt: skip


def records():
    """{name: record}: public ones, ones for the committee and ones for its secretariat, all of Cambodia."""
    committee = a_committee("KH")
    return {
        "meetings_committee": committee,
        "meeting_public": a_meeting(committee),
        "meeting_draft": a_meeting(committee, status="draft", convened_at=None),
        "meeting_secret": a_meeting(committee, visibility="secretariat"),
        "meeting_begun": a_held_meeting(committee, status="convened", visibility="secretariat"),
        "meeting_held": a_held_meeting(committee, visibility="secretariat"),
    }
