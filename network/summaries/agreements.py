"""Agreements as a reader may know them: their list, the page of one, and the section on an organisation's page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from sse_portal.api.pagination import bounded_count, page_from_newest
from sse_portal.basics.text import in_language, language_chosen

from ..models import Agreement, AgreementDocument, AgreementParty, Visibility
from ..models.agreement_states import State
from ..services.common import may_keep
from .agreement_moments import moments_of
from .choosing import choosable, is_uid
from .directory import REGIONAL, country_name, word

PAGE = 30
MOST_IN_SECTION = 50
DAY = timedelta(days=1)
LANGUAGE_NAMES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Party:
    """An organisation that the reader may know, with its roles in words."""

    uid: str
    name: str
    role: str


@dataclass(frozen=True)
class AgreementRow:
    """An agreement in words on a day; `last_day` None: open ended; `seen_by` is empty when everybody sees it."""

    uid: str
    title: str
    language: str
    kind: str
    country: str
    state: str
    state_label: str
    parties: tuple[Party, ...]
    starts_on: date | None
    last_day: date | None
    seen_by: str


@dataclass(frozen=True)
class AgreementsPage:
    """Some rows, the cursor of the next page (or None), and how many there are up to 10,000."""

    rows: tuple[AgreementRow, ...]
    next_cursor: str | None
    count: int
    count_is_exact: bool


@dataclass(frozen=True)
class Document:
    """A document that the reader may have; `size` in bytes."""

    uid: str
    title: str
    language: str
    language_label: str
    file_name: str
    size: int
    seen_by: str


@dataclass(frozen=True)
class AmendmentLine:
    """A numbered amendment; `last_day` is the new one, None when it does not move."""

    number: int
    signed_on: date
    summary: str
    last_day: date | None


@dataclass(frozen=True)
class AgreementPage:
    """An agreement in full. `steps` are the acts that the reader may take now: names of its pages."""

    row: AgreementRow
    version: int
    summary: str
    signed_on: date | None
    terminated_on: date | None
    reminder_days: int
    amendments: tuple[AmendmentLine, ...]
    documents: tuple[Document, ...]
    moments: tuple
    may_keep: bool
    steps: frozenset


@dataclass(frozen=True)
class AgreementSection:
    """The agreements of an organisation; `more`: there are others, in the list."""

    organization_uid: str
    rows: tuple[AgreementRow, ...]
    more: bool


def found(asked, user, today):
    """The agreements that `user` may know and that match {filter: value}: q, kind, country, state, party."""
    rows = Agreement.objects.visible_to(user).with_state(today)
    if text := asked.get("q"):
        rows = rows.named(text)
    if kind := asked.get("kind"):
        rows = rows.of_kind(kind)
    if country := asked.get("country"):
        rows = rows.in_country(None if country == REGIONAL else country)
    if state := asked.get("state"):
        rows = rows.filter(state=state)
    if party := asked.get("party"):
        known = choosable(user)
        rows = rows.with_party_among(known.known_as([party]) if is_uid(party) else known.named(party))
    return rows


def agreements_page(asked, user, language, cursor=None, size=PAGE):
    """One page of agreements, the newest first. BadParameter for a cursor that is not ours."""
    rows = found(asked, user, timezone.localdate())
    read, more = page_from_newest(rows, cursor=cursor, size=size)
    return AgreementsPage(_rows(read, user, language), more, *bounded_count(rows))


def _rows(agreements, user, language):
    """Agreements with their `state` in words; their parties take one query."""
    parties = parties_of(agreements, user)
    return tuple(_row(each, parties[each.pk], language) for each in agreements)


def parties_of(agreements, user):
    """{key: parties} of agreements, those that `user` may know; an organisation with its roles stands once."""
    rows = AgreementParty.objects.visible_to(user).of_agreements([each.pk for each in agreements]).in_order()
    roles: dict = defaultdict(dict)
    for row in rows:
        roles[row.agreement_id].setdefault(row.organization, []).append(word(AgreementParty.Role, row.role))
    shown = {
        key: tuple(Party(str(who.uid), who.name, ", ".join(words)) for who, words in each.items())
        for key, each in roles.items()
    }
    return defaultdict(tuple, shown)


def _row(agreement, parties, language):
    title = in_language(agreement.title, language)
    return AgreementRow(
        uid=str(agreement.uid), title=title, language=language_chosen(agreement.title, language),
        kind=word(Agreement.Kind, agreement.kind), country=country_name(agreement.country_id, language),
        state=agreement.state, state_label=word(State, agreement.state), parties=parties,
        starts_on=agreement.starts_on, last_day=agreement.last_day, seen_by=_seen_by(agreement),
    )  # fmt: skip


def _last_day(end):
    return end - DAY if end else None


def _seen_by(record):
    return "" if record.visibility == Visibility.PUBLIC else word(Visibility, record.visibility)


def agreement_page(agreement, user, language):
    """The page of an agreement, annotated with its `state`; the caller has checked that it is visible."""
    is_keeper = may_keep(user, agreement.country_id)
    amendments = list(agreement.amendments.order_by("number"))
    return AgreementPage(
        row=_rows([agreement], user, language)[0], version=agreement.version,
        summary=in_language(agreement.summary, language), signed_on=agreement.signed_on,
        terminated_on=agreement.terminated_on, reminder_days=agreement.reminder_days,
        amendments=tuple(_amendment(each, language) for each in amendments),
        documents=_documents(agreement, user),
        moments=moments_of(agreement, amendments, timezone.localdate()), may_keep=is_keeper,
        steps=steps_of(agreement) if is_keeper else frozenset(),
    )  # fmt: skip


def _amendment(amendment, language):
    return AmendmentLine(
        amendment.number,
        amendment.signed_on,
        in_language(amendment.summary, language),
        _last_day(amendment.ends_on),
    )


def _documents(agreement, user):
    rows = AgreementDocument.objects.visible_to(user).filter(agreement=agreement).in_order()
    return tuple(
        Document(
            uid=str(each.uid), title=each.title, language=each.language,
            language_label=LANGUAGE_NAMES.get(each.language, each.language), file_name=each.file_name,
            size=each.size, seen_by=_seen_by(each),
        )
        for each in rows
    )  # fmt: skip


def steps_of(agreement):
    """The acts that make sense now, of those in `services.agreements.TRANSITIONS` and amending."""
    status = agreement.status
    ended = agreement.ends_on is not None and agreement.ends_on <= timezone.localdate()
    lasting = {} if ended else {"signed": {"suspend", "terminate"}, "suspended": {"terminate"}}
    always = {"draft": {"sign"}, "signed": {"amend"}, "suspended": {"amend", "resume"}}
    return frozenset(always.get(status, set()) | lasting.get(status, set()))


def section(organization, user, language):
    """The agreements on the page of an organisation; None when there is none that the reader may know."""
    rows = Agreement.objects.visible_to(user).with_party(organization).with_state(timezone.localdate())
    read = list(rows.newest_first()[: MOST_IN_SECTION + 1])
    if not read:
        return None
    shown = _rows(read[:MOST_IN_SECTION], user, language)
    return AgreementSection(str(organization.uid), shown, len(read) > MOST_IN_SECTION)
