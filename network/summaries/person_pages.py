"""People for those who keep them: the list, and the page of one with the ledger of what they agreed to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sse_portal.api.pagination import BY_NAME, after, bounded_count, decode, encode
from sse_portal.basics.text import in_language
from sse_portal.records.editing import LANGUAGE_NAMES
from sse_portal.records.models import Change
from sse_portal.records.services import audit_reading
from sse_portal.reference import summaries as reference
from sse_portal.ui.facts import Act
from sse_portal.ui.formats import local_date, local_datetime

from ..models import Affiliation, ConsentEvent, Organization, Person, Purpose
from .directory import country_name
from .people import Contact, contact_of, name_of

DAY, MIDNIGHT = timedelta(days=1), time(0)
PAGE = 50
SHOWN = 50
ACTS = {
    "registered": gettext_lazy("Registered"),
    "changed": gettext_lazy("Changed"),
    "post given": gettext_lazy("Post added"),
    "post changed": gettext_lazy("Post changed"),
    "contact added": gettext_lazy("Contact added"),
    "contact changed": gettext_lazy("Contact changed"),
    "contact removed": gettext_lazy("Contact removed"),
    "consent given": gettext_lazy("Consent recorded"),
    "consent withdrawn": gettext_lazy("Withdrawal recorded"),
    "erased": gettext_lazy("Data erased"),
}


@dataclass(frozen=True)
class PersonRow:
    """A line of the list. `posts` and `purposes` are words: the posts held today, what is in force now."""

    uid: str
    name: str
    own_name: str
    language: str
    country: str
    posts: tuple
    purposes: tuple


@dataclass(frozen=True)
class PeoplePage:
    """Some rows, the cursor of the next page (or None), and how many there are up to 10,000."""

    rows: tuple
    next_cursor: str | None
    count: int
    count_is_exact: bool


@dataclass(frozen=True)
class Post:
    """A post. `organization` is empty where the reader may not know it; `is_held`: today."""

    uid: str
    organization: str
    organization_uid: str
    post: str
    is_focal_point: bool
    starts_on: date | None
    last_day: date | None
    is_held: bool
    version: int


@dataclass(frozen=True)
class HeldContact(Contact):
    """A contact point as its keeper sees it."""

    version: int


@dataclass(frozen=True)
class PurposeState:
    """What may be done with the data, and on what basis: ((label, until when in words or ""), …)."""

    code: str
    label: str
    is_in_force: bool
    bases: tuple
    is_by_consent: bool


@dataclass(frozen=True)
class PersonPage:
    """All that is held about a person. `names`: ((language, its code, name), …)."""

    uid: str
    version: int
    name: str
    names: tuple
    sex: str
    country: str
    language: str
    erased_at: datetime | None
    posts: tuple
    contacts: tuple
    purposes: tuple
    ledger: tuple
    history: tuple


def listed(user, asked):
    """The people that `user` keeps and that match {filter: value}; `q` is a part of a name in any script."""
    found = Person.objects.visible_to(user).present()
    if country := asked.get("country"):
        found = found.in_country(country)
    if purpose := asked.get("purpose"):
        found = found.agreeing_to([purpose], timezone.now())
    return found.named(asked["q"]) if asked.get("q") else found


def people_page(user, asked, language, cursor=None, size=PAGE):
    """One page of the list, by name, noted as a reading. BadParameter for a cursor that is not ours."""
    found = listed(user, asked)
    ordered = found.order_by(*BY_NAME)
    if cursor:
        ordered = after(ordered, BY_NAME, decode(cursor, (str, int)))
    people = list(ordered[: size + 1])
    shown = people[:size]
    # What was searched for is somebody's name: the note does not keep it.
    noted = {name: value for name, value in asked.items() if name != "q"}
    audit_reading(by=user, kind="network.person", country=asked.get("country"), rows=len(shown), asked=noted)
    more = encode([shown[-1].name, shown[-1].pk]) if len(people) > size else None
    return PeoplePage(_rows(shown, user, language), more, *bounded_count(found))


def _rows(people, user, language):
    posts, purposes = _posts_today(people, user, language), _purposes_now(people)
    return tuple(
        PersonRow(
            str(person.uid), name_of(person, language), _other_name(person, language), _own_language(person),
            country_name(person.country_id, language), posts.get(person.pk, ()), purposes.get(person.pk, ()),
        )
        for person in people
    )  # fmt: skip


def _own_language(person):
    country = reference.country(person.country_id or "")
    return country.languages[0] if country else ""


def _other_name(person, language):
    """The name in the language of the country, where it is not the one that is shown."""
    own = person.names.get(_own_language(person), "")
    return "" if own == name_of(person, language) else own


def _posts_today(people, user, language):
    held = (
        Affiliation.objects.of_people(people).in_force_on(timezone.localdate()).select_related("organization")
    )
    known = held.beside(Organization.objects.visible_to(user))
    found = defaultdict(list)
    for post in known.by_id():
        title, name = in_language(post.post, language), organization_name(post.organization, language)
        found[post.person_id].append(f"{title}, {name}" if title else name)
    return {key: tuple(posts) for key, posts in found.items()}


def organization_name(organization, language):
    return organization.names.get((language or "en").split("-")[0]) or organization.name


def _purposes_now(people):
    found = defaultdict(dict)
    for line in ConsentEvent.objects.about_people(people).in_force(timezone.now()).in_order():
        found[line.person_id][line.purpose] = None
    return {
        key: tuple(Purpose(code).label for code in Purpose.values if code in codes)
        for key, codes in found.items()
    }


def person_page(person, user, language):
    """All that is held about a person, noted as a reading. The caller has checked that `user` keeps them."""
    audit_reading(by=user, kind="network.person", country=person.country_id, record=person.uid, rows=1)
    posts = person.affiliations.beside(Organization.objects.visible_to(user))
    known = set(posts.values_list("organization_id", flat=True))
    return page_of(person, language, known)


def page_of(person, language, known=None):
    """All that is held. `known`: the keys of organisations that may be named, None for all."""
    ledger = list(person.consents.newest_first().select_related("recorded_by"))
    return PersonPage(
        uid=str(person.uid), version=person.version, name=name_of(person, language),
        names=tuple((LANGUAGE_NAMES.get(code, code), code, text) for code, text in person.names.items()),
        sex=person.get_sex_display() if person.sex else "",
        country=country_name(person.country_id, language),
        language=LANGUAGE_NAMES.get(person.language, person.language), erased_at=person.erased_at,
        posts=posts_of(person, language, known),
        contacts=tuple(_held(point) for point in person.contact_points.by_id()),
        purposes=purposes_of(person), ledger=tuple(_ledger_line(line, _zone(person)) for line in ledger),
        history=history_of(person),
    )  # fmt: skip


def _held(point):
    return HeldContact(*vars(contact_of(point)).values(), version=point.version)


def posts_of(person, language, known=None):
    today = timezone.localdate()
    return tuple(
        _post(row, language, today, known is None or row.organization_id in known)
        for row in person.affiliations.select_related("organization").newest_first()
    )


def _post(row, language, today, is_known):
    begun = row.starts_on is None or row.starts_on <= today
    return Post(
        uid=str(row.uid), organization=organization_name(row.organization, language) if is_known else "",
        organization_uid=str(row.organization.uid) if is_known else "", post=in_language(row.post, language),
        is_focal_point=row.is_focal_point, starts_on=row.starts_on, last_day=row.ends_on - DAY if row.ends_on else None,
        is_held=begun and (row.ends_on is None or today < row.ends_on), version=row.version,
    )  # fmt: skip


def purposes_of(person):
    """Each purpose with the bases that are in force for it now."""
    found = defaultdict(list)
    for line in person.consents.in_force(timezone.now()).in_order():
        found[line.purpose].append(line)
    return tuple(_state(purpose, found.get(purpose.value, ()), _zone(person)) for purpose in Purpose)


def _zone(person):
    country = reference.country(person.country_id or "")
    return ZoneInfo(country.timezone) if country else UTC


def until(moment, zone):
    """The end of a consent in words: its last day in the country of the person, or the moment; "" without an end."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return local_date(local.date() - DAY) if local.time() == MIDNIGHT else local_datetime(moment)


def _state(purpose, lines, zone):
    return PurposeState(
        code=purpose.value, label=str(purpose.label), is_in_force=bool(lines),
        bases=tuple((str(line.get_basis_display()), until(line.expires_at, zone)) for line in lines),
        is_by_consent=any(line.basis == ConsentEvent.Basis.CONSENT for line in lines),
    )  # fmt: skip


def _ledger_line(line, zone):
    what = _("%(purpose)s: %(act)s (%(basis)s, %(method)s)") % {
        "purpose": line.get_purpose_display(), "act": line.get_act_display(), "basis": line.get_basis_display(),
        "method": line.get_method_display(),
    }  # fmt: skip
    if line.expires_at:
        what += " · " + _("until %(day)s") % {"day": until(line.expires_at, zone)}
    return Act(what, line.at, writer_of(line.recorded_by), line.note)


def writer_of(user):
    """Who wrote a line, for the secretariat."""
    return str(user) if user else _("the person")


def history_of(person, writer=writer_of):
    """The newest acts; what the fields held is nowhere. `writer` names a user, or with None the person."""
    lines = Change.objects.about(person).newest_first().select_related("by")[:SHOWN]
    return tuple(Act(str(ACTS.get(line.act, line.act)), line.at, writer(line.by), "") for line in lines)
