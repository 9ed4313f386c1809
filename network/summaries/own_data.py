"""What a person sees of their own data: everything that is held, and who wrote it down."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from .person_pages import PersonPage, history_of, page_of


@dataclass(frozen=True)
class OwnPage:
    """`is_last`: withdrawing the one consent in force would erase the data, so the page asks first."""

    held: PersonPage
    is_last: bool


def own_page(person, language):
    """Everything that is held, for its person. Of those who wrote it down only what they call themselves is told."""
    held = page_of(person, language)
    ledger = tuple(
        replace(line, who=_writer(row)) for line, row in zip(held.ledger, _ledger(person), strict=True)
    )
    in_force = [purpose for purpose in held.purposes if purpose.is_in_force]
    is_last = len(in_force) == 1 and len(in_force[0].bases) == 1 and in_force[0].is_by_consent
    return OwnPage(replace(held, ledger=ledger, history=history_of(person, _name)), is_last)


def _ledger(person):
    return person.consents.newest_first().select_related("recorded_by")


def _writer(line):
    return _name(line.recorded_by)


def _name(user):
    """What a member of the secretariat calls themselves; never their address."""
    return (user.name or _("the secretariat")) if user else _("you")


def own_data_as_json(person):
    """The same as data, in codes, complete and in a stable order; times in ISO 8601."""
    return {
        "id": str(person.uid),
        "name": person.name,
        "names": person.names,
        "sex": person.sex,
        "country": person.country_id,
        "language": person.language,
        "registered_at": person.created_at.isoformat(),
        "changed_at": person.updated_at.isoformat(),
        "contact_points": [_contact(point) for point in person.contact_points.by_id()],
        "posts": [_post(post) for post in person.affiliations.select_related("organization").by_id()],
        "consents": [_consent(line) for line in person.consents.in_order().select_related("recorded_by")],
        "history": [
            {"at": line.when.isoformat(), "act": line.what, "by": line.who}
            for line in history_of(person, _name)
        ],
    }


def _contact(point):
    return {
        "id": str(point.uid), "kind": point.kind, "value": point.value, "note": point.note,
        "added_at": point.created_at.isoformat(), "changed_at": point.updated_at.isoformat(),
    }  # fmt: skip


def _post(post):
    return {
        "organization": str(post.organization.uid), "organization_name": post.organization.name, "post": post.post,
        "is_focal_point": post.is_focal_point, "starts_on": _iso(post.starts_on), "ends_on": _iso(post.ends_on),
        "added_at": post.created_at.isoformat(), "changed_at": post.updated_at.isoformat(),
    }  # fmt: skip


def _consent(line):
    return {
        "purpose": line.purpose, "act": line.act, "basis": line.basis, "method": line.method,
        "at": line.at.isoformat(), "expires_at": _iso(line.expires_at), "note": line.note,
        "recorded_by": _writer(line),
    }  # fmt: skip


def _iso(value):
    return value.isoformat() if value else None
