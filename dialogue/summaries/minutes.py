"""The minutes of a meeting as a reader may know them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from sse_portal.basics.text import in_language, language_chosen
from sse_portal.ui.prose import prose

from ..models import AgendaItem, Minutes, Visibility
from ..services.common import may_run
from .addresses import address

NAMES = dict(settings.LANGUAGES)
STEPS = {"draft": "circulate", "approved": "publish"}


@dataclass(frozen=True)
class Text:
    """A text as safe HTML, in one language."""

    language: str
    language_name: str
    html: str


@dataclass(frozen=True)
class Correction:
    number: int
    at: datetime
    language: str
    html: str


@dataclass(frozen=True)
class MinutesPage:
    """Minutes with their corrigenda. `step` is what the reader may do next; `approved_by` links to the meeting."""

    meeting_uid: str
    title: str
    version: int
    status: str
    status_label: str
    seen_by: str
    text: Text | None
    others: tuple[Text, ...]
    corrigenda: tuple[Correction, ...]
    digest: str
    circulated_at: datetime | None
    approved_at: datetime | None
    published_at: datetime | None
    approved_by: str
    timezone: str
    may_run: bool
    step: str


@dataclass(frozen=True)
class MinutesSection:
    """Minutes on the page of a meeting; `status_label` is empty while there are none."""

    meeting_uid: str
    status: str
    status_label: str
    is_there: bool
    may_write: bool


def minutes_page(minutes, meeting, user, language):
    """The page of minutes that `user` may see."""
    shown = language_chosen(minutes.text, language)
    texts = texts_of(minutes.text)
    runs = may_run(user, meeting.committee.country_id)
    return MinutesPage(
        meeting_uid=str(meeting.uid), title=in_language(meeting.title, language), version=minutes.version,
        status=minutes.status, status_label=str(minutes.get_status_display()),
        seen_by="" if minutes.visibility == Visibility.PUBLIC else str(minutes.get_visibility_display()),
        text=next((text for text in texts if text.language == shown), None),
        others=tuple(text for text in texts if text.language != shown),
        corrigenda=tuple(_correction(line, language) for line in minutes.corrigenda.in_order()),
        digest=minutes.digest, circulated_at=minutes.circulated_at, approved_at=minutes.approved_at,
        published_at=minutes.published_at, approved_by=_approved_by(minutes, user), timezone=meeting.timezone,
        may_run=runs, step=STEPS.get(minutes.status, "") if runs else "",
    )  # fmt: skip


def texts_of(texts):
    """Texts by language, as Text, in the order of the languages of the portal."""
    return tuple(Text(code, NAMES[code], prose(texts[code])) for code in NAMES if texts.get(code))


def _correction(line, language):
    html = prose(in_language(line.text, language))
    return Correction(line.number, line.at, language_chosen(line.text, language), html)


def _approved_by(minutes, user):
    known = AgendaItem.objects.visible_to(user).filter(pk=minutes.approved_by_item_id)
    item = known.select_related("meeting").first()
    return address("meeting-detail", item.meeting.uid) if item else ""


def section(meeting, user, language):
    """The minutes on the page of a meeting; None when there is nothing to show nor to do."""
    minutes = Minutes.objects.visible_to(user).of_meeting(meeting).first()
    may_write = may_run(user, meeting.committee.country_id) and meeting.status in ("held", "closed")
    if not (minutes or may_write):
        return None
    return MinutesSection(
        str(meeting.uid), minutes.status if minutes else "",
        str(minutes.get_status_display()) if minutes else "", minutes is not None,
        may_write and (minutes is None or minutes.status in ("draft", "circulated")),
    )  # fmt: skip
