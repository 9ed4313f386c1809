"""News: what happened, as sentences with links. The kind says what happened, its records say to what."""

from dataclasses import dataclass
from datetime import datetime

from sse_portal.api.pagination import page_from_newest
from sse_portal.basics.text import in_language, language_chosen
from sse_portal.reference import summaries as reference
from sse_portal.ui.formats import number, percent

from ..models import ActionState, Decision, EvidenceCheck, Happening, ManagementResponse
from .addresses import address
from .following import page_of, title_of

PAGE = 30
REGIONAL = "regional"
Kind = Happening.Kind
# The kinds in groups, as the page of news asks for them.
GROUPS = {
    "committees": (Kind.COMMITTEE_ESTABLISHED, Kind.COMMITTEE_CHANGED),
    "meetings": (
        Kind.MEETING_CONVENED, Kind.MEETING_CHANGED, Kind.MEETING_POSTPONED, Kind.MEETING_CANCELLED,
        Kind.MEETING_HELD, Kind.MINUTES_PUBLISHED,
    ),
    "decisions": (Kind.DECISION_TAKEN, Kind.DEFINITION_ADOPTED),
    "consultations": (Kind.CONSULTATION_OPENED, Kind.CONSULTATION_REPORTED),
    "recommendations": (
        Kind.RECOMMENDATION_ADOPTED, Kind.RECOMMENDATION_TRANSMITTED, Kind.RECOMMENDATION_CHANGED,
        Kind.RECOMMENDATION_CLOSED, Kind.RECOMMENDATION_WITHDRAWN, Kind.RECOMMENDATION_SUPERSEDED,
        Kind.EVIDENCE_CHANGED,
    ),
    "progress": (
        Kind.RESPONSE_RECEIVED, Kind.ACTION_PLANNED, Kind.PROGRESS_TOLD, Kind.ACTION_VERIFIED,
        Kind.ACTION_REOPENED,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class NewsItem:
    """One sentence: `what` happened, to what (`title`, in `language`), and `note`, a word more or "".

    `moment` is when it could first be known; `country` is a name, "" for the region.
    """

    uid: str
    kind: str
    group: str
    what: str
    title: str
    language: str
    url: str
    note: str
    committee: str
    committee_language: str
    committee_url: str
    country: str
    moment: datetime

    @property
    def sentence(self):
        """The whole of it as plain text."""
        told = f"{self.what}: {self.title}"
        return f"{told} ({self.note})" if self.note else told


@dataclass(frozen=True)
class NewsPage:
    """Some items, the newest first, and the cursor of the next page (or None)."""

    items: tuple[NewsItem, ...]
    next_cursor: str | None


def found(asked, user):
    """The news that `user` may know and that match {filter: value}: country, group, followed."""
    return narrowed(Happening.objects.visible_to(user), asked, user)


def narrowed(rows, asked, user):
    """The rows that match."""
    if country := asked.get("country"):
        rows = rows.in_country(None if country == REGIONAL else country)
    if group := asked.get("group"):
        rows = rows.of_kinds(GROUPS[group])
    if asked.get("followed"):
        rows = rows.followed_by(user)
    return rows


def news_page(asked, user, language, cursor=None, size=PAGE):
    """A page of news; BadParameter for a cursor that is not ours. At most four queries."""
    rows, more = page_from_newest(_whole(found(asked, user)), cursor=cursor, size=size)
    return NewsPage(items_of(rows, user, language), more)


def public_news(rows, language, most):
    """The newest of what everybody may know; `rows` are narrowed from Happening.objects.public()."""
    return items_of(list(_whole(rows).newest_first()[:most]), None, language)


def _whole(rows):
    return rows.with_records().with_moment()


def items_of(rows, user, language):
    """Happenings with their records and moments as sentences; decisions are named to those who may know them."""
    codes = {row.details["decision"] for row in rows if row.details.get("decision")}
    decisions = {}
    if codes:
        known = Decision.objects.visible_to(user) if user else Decision.objects.public()
        decisions = {each.code: each for each in known.with_codes(codes)}
    return tuple(_item(row, decisions, language) for row in rows)


def _item(row, decisions, language):
    record = row.recommendation or row.consultation or row.meeting or row.committee
    if row.kind in GROUPS["decisions"]:
        record = decisions.get(row.details.get("decision"), record)
    title, committee = title_of(record), row.committee
    country = reference.country(row.country_id) if row.country_id else None
    return NewsItem(
        uid=str(row.uid), kind=row.kind, group=group_of(row.kind), what=str(Kind(row.kind).label),
        title=in_language(title, language), language=language_chosen(title, language), url=page_of(record),
        note=_note(row), committee=in_language(committee.name, language),
        committee_language=language_chosen(committee.name, language),
        committee_url=address("committee-detail", committee.uid),
        country=in_language(country.names, language) if country else "", moment=row.moment,
    )  # fmt: skip


def group_of(kind):
    """The group that a kind belongs to."""
    return next(name for name, kinds in GROUPS.items() if kind in kinds)


def _note(row):
    """What its details add; "" without them, or when they are of another shape."""
    details = row.details
    if row.kind == Kind.EVIDENCE_CHANGED:
        return _figures(details)
    if row.kind == Kind.RESPONSE_RECEIVED:
        return _label(ManagementResponse.Position, details.get("position"))
    if row.kind == Kind.PROGRESS_TOLD:
        return _progress(details)
    if row.kind == Kind.DECISION_TAKEN:
        return _label(Decision.Outcome, details.get("outcome"))
    return ""


def _figures(details):
    old, new = number(details.get("old")), number(details.get("new"))
    if not old:
        return ""
    told = f"{old} → {new or EvidenceCheck.Status.UNAVAILABLE.label}"
    return f"{details['indicator']}: {told}" if details.get("indicator") else told


def _progress(details):
    share = percent(details.get("percent"))
    return ", ".join(filter(None, (_label(ActionState, details.get("state")), share)))


def _label(choices, code):
    return str(dict(choices.choices).get(code, ""))
