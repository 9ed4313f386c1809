"""Who speaks for an organisation and how to reach them: the only way to names and contact details for any output.

Nothing of a person leaves the portal without a lawful basis in force for that purpose at that moment (N3). Pages
ask `shown_people`, public exports `public_people`, whoever sends something `reachable_for`.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils import timezone

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, countries_of, is_member
from sse_portal.basics.text import in_language
from sse_portal.records.services import audit_reading

from ..models import Affiliation, ContactPoint, Person, Purpose
from ..services.common import may_keep

# What is shown to everybody is shown to members too.
PUBLIC = (Purpose.DIRECTORY,)
MEMBERS = (Purpose.DIRECTORY, Purpose.MEMBERS)
SCHEMES = {ContactPoint.Kind.EMAIL: "mailto:", ContactPoint.Kind.PHONE: "tel:"}


@dataclass(frozen=True)
class Contact:
    """One way to reach somebody. `kind` is a code of ContactPoint.Kind, `label` its word, `url` empty or a link."""

    uid: str
    kind: str
    label: str
    value: str
    note: str
    url: str


@dataclass(frozen=True)
class ShownPerson:
    """A person in a post. `is_agreed`: not the secretariat alone may see it; `is_kept`: the reader keeps it."""

    uid: str
    name: str
    post: str
    is_focal_point: bool
    starts_on: date | None
    contacts: tuple
    is_agreed: bool
    is_kept: bool


@dataclass(frozen=True)
class People:
    """The section of an organisation's page: its people, how to reach its office, and whether the reader adds to it."""

    organization: str
    people: tuple
    office: tuple
    may_add: bool


@dataclass(frozen=True)
class Reachable:
    """Somebody who may be written to for one purpose. `language` is a code, or empty."""

    person_id: int
    uid: str
    name: str
    language: str
    contacts: tuple

    @property
    def emails(self):
        return tuple(contact.value for contact in self.contacts if contact.kind == ContactPoint.Kind.EMAIL)


def name_of(person, language):
    """The person's name as the reader writes it: that of the language, else the one they go by."""
    return person.names.get((language or "en").split("-")[0]) or person.name


def names_shown(people, user, language):
    """{person key: name} of those among `people` (a list) whose name `user` may see; None asks for everybody.

    The same as beside an organisation: everybody sees those who agreed to the directory, members also those who
    agreed to be shown to members, who keeps the network of a country its people. Two queries at most.
    """
    keys = [person.pk for person in people]
    purposes = MEMBERS if is_member(user) else PUBLIC
    agreed = set(
        Person.objects.filter(pk__in=keys).agreeing_to(purposes, timezone.now()).values_list("pk", flat=True)
    )
    kept = countries_of(user, Can.RUN_NETWORK)
    return {
        person.pk: name_of(person, language)
        for person in people
        if person.erased_at is None
        and (person.pk in agreed or kept is EVERYWHERE or (person.country_id and person.country_id in kept))
    }


def contact_of(point):
    """A contact point in words."""
    scheme = SCHEMES.get(point.kind, "")
    value = "".join(point.value.split()) if point.kind == ContactPoint.Kind.PHONE else point.value
    return Contact(
        str(point.uid), point.kind, str(point.get_kind_display()), point.value, point.note,
        f"{scheme}{value}" if scheme else "",
    )  # fmt: skip


def reachable_for(purpose, people, *, at=None):
    """{person key: Reachable} of those among `people` (a queryset or list) who agreed to `purpose`, at this moment.

    The only way to an address that something is sent to. Who did not agree, or no more, is missing in the answer.
    """
    at = at or timezone.now()
    agreed = Person.objects.filter(pk__in=_keys(people)).agreeing_to([purpose], at).by_id()
    contacts = _contacts_of(agreed)
    return {
        person.pk: Reachable(
            person.pk, str(person.uid), person.name, person.language, contacts.get(person.pk, ())
        )
        for person in agreed
    }


def _keys(people):
    return people.values("pk") if hasattr(people, "values") else [person.pk for person in people]


def _contacts_of(people):
    """{person key: contacts}; `people` were judged already."""
    keys = [person.pk for person in people]
    found = defaultdict(list)
    for point in ContactPoint.objects.of_people(keys).by_id():
        found[point.person_id].append(contact_of(point))
    return {key: tuple(contacts) for key, contacts in found.items()}


def public_people(organizations, language, day=None, *, at=None):
    """{organisation key: its people in post on `day` whom everybody may see}, for exports; two queries for all of them.

    The caller has chosen organisations that are public.
    """
    posts = Affiliation.objects.of_organizations(organizations).agreeing_to(PUBLIC, at or timezone.now())
    return _in_post(posts, day, partial(_shown, language=language))


def office_contacts(organizations):
    """{organisation key: contact points of its office}: no personal data, seen by whoever sees the organisation."""
    found = defaultdict(list)
    for point in ContactPoint.objects.of_offices(organizations).by_id():
        found[point.organization_id].append(contact_of(point))
    return {key: tuple(contacts) for key, contacts in found.items()}


def shown_people(organization, user, language, day=None):
    """The people in post on `day` (today) whom `user` may see beside an organisation, focal points first.

    Everybody sees those who agreed to the directory; members also those who agreed to be shown to members; who
    keeps the network of a country sees its people always. What only they see is noted as a reading.
    """
    purposes = MEMBERS if is_member(user) else PUBLIC
    posts = Affiliation.objects.of_organizations([organization]).shown_to(user, purposes, timezone.now())
    show = partial(_shown, language=language, kept=countries_of(user, Can.RUN_NETWORK))
    people = _in_post(posts, day, show).get(organization.pk, ())
    only_kept = sum(not person.is_agreed for person in people)
    if only_kept:
        audit_reading(
            by=user, kind="network.person", country=organization.country_id, rows=only_kept,
            asked={"organization": str(organization.uid)},
        )  # fmt: skip
    return people


def _in_post(posts, day, show):
    """{organisation key: shown people} of those posts, which were judged already, that are held on `day`."""
    held = posts.in_force_on(day or timezone.localdate()).select_related("person").focal_points_first()
    held = list(held)
    contacts = _contacts_of({post.person for post in held})
    found = defaultdict(list)
    for post in held:
        found[post.organization_id].append(show(post, contacts.get(post.person_id, ())))
    return {key: tuple(shown) for key, shown in found.items()}


def _shown(post, contacts, *, language, kept=frozenset()):
    """`kept`: the countries whose people the reader keeps."""
    person = post.person
    return ShownPerson(
        uid=str(person.uid), name=name_of(person, language), post=in_language(post.post, language),
        is_focal_point=post.is_focal_point, starts_on=post.starts_on, contacts=contacts,
        is_agreed=post.is_agreed, is_kept=kept is EVERYWHERE or person.country_id in kept,
    )  # fmt: skip


def section(organization, user, language):
    """The section “People” of an organisation's page, or None when there is nothing to show to this user."""
    people = shown_people(organization, user, language)
    office = office_contacts([organization]).get(organization.pk, ())
    may_add = organization.merged_into_id is None and may_keep(user, organization.country_id)
    if not (people or office or may_add):
        return None
    return People(str(organization.uid), people, office, may_add)
