"""What letters about a meeting say: a text, and the same as a calendar (iTIP, RFC 5546; iMIP, RFC 6047).

Each names one attendee, the one who gets it: nobody learns from it who else is invited.
"""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as N_

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.ui.calendars import Attendee, Entry, Organizer, calendar_bytes
from sse_portal.ui.formats import local_date

from ..models import AgendaItem, Meeting, Visibility
from .outbox import write_letter

LANGUAGES = dict(settings.LANGUAGES)
REQUEST, CANCEL = "REQUEST", "CANCEL"
# (subject, method, is there something to answer) of each kind of letter.
HEADS = {
    "invited": (N_("Invitation: %(title)s"), REQUEST, True),
    "changed": (N_("Changed: %(title)s"), REQUEST, True),
    "postponed": (N_("Postponed: %(title)s"), REQUEST, False),
    "cancelled": (N_("Cancelled: %(title)s"), CANCEL, False),
    "withdrawn": (N_("You are no longer invited: %(title)s"), CANCEL, False),
}
ROLES = {
    "chair": "CHAIR",
    "required": "REQ-PARTICIPANT",
    "optional": "OPT-PARTICIPANT",
    "guest": "OPT-PARTICIPANT",
}
# What a calendar says of a meeting (RFC 5545, 3.8.1.11).
STATUSES = {
    Meeting.Status.POSTPONED: "TENTATIVE",
    Meeting.Status.CANCELLED: "CANCELLED",
}


def calendar_status(meeting):
    return STATUSES.get(meeting.status, "CONFIRMED")


def write_calendar_letter(invitation, meeting, kind, *, site, token):
    """Put the letter of a kind (of HEADS) into the outbox, in the language of the person."""
    subject, method, asks = HEADS[kind]
    with override(language_of(invitation, meeting)):
        facts = _facts(invitation, meeting, kind, site.rstrip("/"), token if asks else "")
        write_letter(
            to=invitation.email, subject=gettext(subject) % {"title": facts["title"]},
            body=render_to_string("dialogue/meeting_letter.txt", facts), invitation=invitation,
            calendar=_calendar(invitation, meeting, kind, facts), method=method, sequence=meeting.sequence,
        )  # fmt: skip


def language_of(invitation, meeting):
    """The language of a person's letters: their own, else the first of the country that the portal speaks."""
    country = meeting.committee.country_id
    spoken = reference.country(country).languages if country else ()
    return next((code for code in (invitation.language, *spoken) if code in LANGUAGES), "en")


def _facts(invitation, meeting, kind, site, token):
    language, zone = language_of(invitation, meeting), ZoneInfo(meeting.timezone)
    start, end = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    seen = (
        [Visibility.PUBLIC] if invitation.membership_id is None else [Visibility.PUBLIC, Visibility.COMMITTEE]
    )
    items = AgendaItem.objects.of_meeting(meeting).seen_at(seen).in_order()
    return {
        "kind": kind,
        "name": invitation.name,
        "committee": in_language(meeting.committee.name, language),
        "title": in_language(meeting.title, language),
        "description": in_language(meeting.description, language),
        "begins": f"{local_date(start.date())}, {start:%H:%M}",
        "ends": f"{end:%H:%M}" if start.date() == end.date() else f"{local_date(end.date())}, {end:%H:%M}",
        "zone": meeting.timezone,
        "mode": meeting.get_mode_display(),
        "place": meeting.place,
        "online_address": "" if kind in ("cancelled", "withdrawn") else meeting.online_address,
        "reason": meeting.reason,
        "agenda": [in_language(item.title, language) for item in items],
        "page": site + reverse("dialogue:meeting-detail", args=[meeting.uid]),
        "answer": site + reverse("dialogue:invitation-answer", args=[token]) if token else "",
    }


def _calendar(invitation, meeting, kind, facts):
    entry = Entry(
        uid=str(meeting.uid), title=facts["title"], starts_at=meeting.starts_at, ends_at=meeting.ends_at,
        timezone=meeting.timezone, created_at=meeting.created_at, changed_at=meeting.told_at,
        stamped_at=timezone.now(), sequence=meeting.sequence,
        status="CANCELLED" if HEADS[kind][1] == CANCEL else calendar_status(meeting),
        description="\n".join(filter(None, (facts["description"], facts["online_address"]))),
        place=meeting.place or facts["online_address"], url=facts["page"],
        language=language_of(invitation, meeting),
        organizer=Organizer(facts["committee"], meeting.committee.email),
        attendees=(
            Attendee(
                invitation.name, invitation.email, ROLES[invitation.role],
                invitation.answer.upper().replace("_", "-"), HEADS[kind][2],
            ),
        ),
    )  # fmt: skip
    return calendar_bytes([entry], method=HEADS[kind][1]).decode()
