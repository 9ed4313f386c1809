"""The pages about meetings, and one record of each kind in Cambodia for them."""

from dialogue.models import Invitation
from dialogue.services.invitations import link_token
from tests.dialogue.factories import a_committee, a_held_meeting, a_meeting, an_agenda_item

from ..table import EVERYBODY, KEEP, Page, both, of, public

PAGES = {
    "dialogue:calendar": public(),
    "dialogue:region-calendar": public(),
    "dialogue:country-calendar": public("kh"),
    "dialogue:committee-calendar": of("meetings_committee", GET=EVERYBODY),
    "dialogue:meeting-calendar": of("meeting_public", GET=EVERYBODY),
    "dialogue:meeting-list": public(),
    "dialogue:meeting-create": of("meetings_committee", **both(KEEP)),
    "dialogue:meeting-detail": of("meeting_draft", GET=KEEP),
    "dialogue:meeting-edit": of("meeting_draft", **both(KEEP)),
    "dialogue:meeting-convene": of("meeting_draft", **both(KEEP)),
    "dialogue:meeting-postpone": of("meeting_secret", **both(KEEP)),
    "dialogue:meeting-cancel": of("meeting_secret", **both(KEEP)),
    "dialogue:meeting-hold": of("meeting_begun", **both(KEEP)),
    "dialogue:meeting-close": of("meeting_held", **both(KEEP)),
    "dialogue:agenda-item-create": of("meeting_draft", **both(KEEP)),
    "dialogue:agenda-item-edit": of("meeting_item", **both(KEEP)),
    "dialogue:agenda-item-move": of("meeting_item", POST=KEEP),
    "dialogue:agenda-item-remove": of("meeting_item", POST=KEEP),
    "dialogue:invitation-create": of("meeting_draft", **both(KEEP)),
    "dialogue:invitation-edit": of("meeting_invitation", **both(KEEP)),
    "dialogue:invitation-withdraw": of("meeting_invitation", POST=KEEP),
    "dialogue:invitation-answer": Page(
        both(EVERYBODY), lambda records: (link_token(records.meeting_invitation),)
    ),
}


def records(owner):
    """{name: record}; `owner` is a researcher in Cambodia."""
    committee = a_committee("KH")
    public_one = a_meeting(committee)
    draft = a_meeting(committee, status="draft", convened_at=None)
    return {
        "meetings_committee": committee,
        "meeting_public": public_one,
        "meeting_draft": draft,
        "meeting_secret": a_meeting(committee, visibility="secretariat"),
        "meeting_begun": a_held_meeting(committee, status="convened", visibility="committee"),
        "meeting_held": a_held_meeting(committee, visibility="committee"),
        "meeting_item": an_agenda_item(draft),
        "meeting_invitation": Invitation.objects.create(meeting=public_one, name="Guest"),
    }
