"""The agenda of a meeting, with links to what its items are about, as far as the reader may know that."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mapping.summaries import definitions, studies
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.ui.prose import prose

from ..models import AgendaItem, Visibility
from ..services.agenda import LINKS, linkable
from ..services.common import may_run
from .addresses import address


@dataclass(frozen=True)
class About:
    """What an item is about: the sort of it, its name, and its page ("" where there is none)."""

    kind: str
    label: str
    name: str
    url: str


@dataclass(frozen=True)
class ItemRow:
    """An item in words; `text` is safe HTML, `number` counts what the reader sees from 1."""

    uid: str
    version: int
    number: int
    title: str
    language: str
    text: str
    text_language: str
    kind: str
    kind_label: str
    minutes_planned: int | None
    about: tuple[About, ...]
    seen_by: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class AgendaSection:
    meeting_uid: str
    items: tuple[ItemRow, ...]
    minutes_planned: int
    may_edit: bool


def section(meeting, user, language):
    """The agenda on the page of a meeting; None when there is nothing to show nor to do."""
    items = list(AgendaItem.objects.visible_to(user).of_meeting(meeting).in_order())
    may_edit = may_run(user, meeting.committee.country_id) and meeting.status not in ("closed", "cancelled")
    if not (items or may_edit):
        return None
    about = abouts(items, user, language)
    rows = tuple(
        _row(number, len(items), each, about, language) for number, each in enumerate(items, start=1)
    )
    planned = sum(each.minutes_planned or 0 for each in items)
    return AgendaSection(str(meeting.uid), rows, planned, may_edit)


def _row(number, count, item, about, language):
    return ItemRow(
        uid=str(item.uid), version=item.version, number=number, title=in_language(item.title, language),
        language=language_chosen(item.title, language), text=prose(in_language(item.text, language)),
        text_language=language_chosen(item.text, language), kind=item.kind, kind_label=str(item.get_kind_display()),
        minutes_planned=item.minutes_planned,
        about=tuple(about[name][key] for name in LINKS if (key := getattr(item, f"{name}_id")) in about[name]),
        seen_by="" if item.visibility == Visibility.PUBLIC else str(item.get_visibility_display()),
        is_first=number == 1, is_last=number == count,
    )  # fmt: skip


def abouts(items, user, language):
    """{link: {key: About}} of what items are about and `user` may know: a query for each link in use."""
    found = {}
    for name in LINKS:
        keys = {getattr(item, f"{name}_id") for item in items} - {None}
        rows = linkable(name, user).filter(pk__in=keys) if keys else ()
        if keys and name == "minutes":
            rows = rows.select_related("meeting")
        found[name] = {row.pk: ABOUT[name](row, language) for row in rows}
    return found


def _study(study, language):
    brief = studies.study_brief(study, language)
    return About("study", _("Study"), brief.title, reverse("mapping:study-detail", args=[study.uid]))


def _definition(definition, _language):
    brief = definitions.brief(definition)
    name = f"{brief.title}, {brief.label}"
    return About(
        "definition",
        _("Working definition"),
        name,
        reverse("mapping:definition-detail", args=[definition.uid]),
    )


def _recommendation(recommendation, language):
    key = recommendation.code or recommendation.uid
    name = in_language(recommendation.title, language)
    return About(
        "recommendation", _("Recommendation"), f"{recommendation.code or ''} {name}".strip(),
        address("recommendation-detail", key),
    )  # fmt: skip


def _minutes(minutes, language):
    name = in_language(minutes.meeting.title, language)
    return About("minutes", _("Minutes"), name, address("minutes-detail", minutes.meeting.uid))


ABOUT = {"study": _study, "definition": _definition, "recommendation": _recommendation, "minutes": _minutes}
