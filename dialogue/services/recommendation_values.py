"""What is said of a recommendation, read from raw values; its tags, addressees and text versions."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from network.services.choosing import AnOrganization
from sse_portal.records.services import remember, stale
from sse_portal.records.tags import set_tags
from sse_portal.records.values import Choice, Codes, Kind, Refused, Words, folded, read_values, refuse
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Theme

from ..models import Addressee, Recommendation, RecommendationText, Visibility

MOST_TITLE, MOST_TEXT, MOST_ADDRESSEES = 300, 20_000, 40
TAGS = {"themes": ("theme", Codes(lambda: Theme.values)), "sdg": ("SDG", Codes(reference.sdg_codes))}
PARTS = (*TAGS, "addressees")
# What one may supersede: what was adopted once.
ADOPTED_ONCE = ("adopted", "transmitted", "closed")


@dataclass(frozen=True)
class Named(Kind):
    """A public identifier (UUID), read into the record of `among()` that has it."""

    among: Any = None
    missing: Any = ""

    def typed(self, raw):
        found = self.among().filter(uid=_uid(getattr(raw, "uid", raw))).first()
        if found is None:
            raise Refused("unknown-record", self.missing)
        return found


@dataclass(frozen=True)
class Organizations(Kind):
    """A list of public identifiers, read into the organisations that `by` may know, each once."""

    by: Any = None

    def typed(self, raw):
        if not isinstance(raw, (list, tuple)):
            raise Refused("not-a-list", _("This must be a list."))
        if len(raw) > MOST_ADDRESSEES:
            raise Refused("too-many", _("At most %(most)d.") % {"most": MOST_ADDRESSEES})
        one = AnOrganization(by=self.by, required=True)
        found = [
            one.read(each["organization"] if isinstance(each, dict) else each) for each in map(_plain, raw)
        ]
        return list({each.pk: each for each in found}.values())


def _plain(raw):
    """A form names the organisation of a row, a program just the organisation."""
    return raw if not isinstance(raw, dict) or "organization" in raw else None


def _uid(raw):
    try:
        return raw if isinstance(raw, uuid.UUID) else uuid.UUID(raw)
    except (ValueError, TypeError, AttributeError):
        return uuid.UUID(int=0)


def fields(by, country):
    """{name: Kind} of what one may say, for a recommendation kept in `country` (None: the region)."""
    studies = Recommendation._meta.get_field("study").remote_field.model.objects
    return {
        "title": Words(most=MOST_TITLE, required=True),
        "text": Words(most=MOST_TEXT),
        "origin": Choice(choices=Recommendation.Origin, blank=Recommendation.Origin.DECISION.value),
        "study": Named(among=lambda: studies.visible_to(by), missing=_("There is no such study.")),
        "supersedes": Named(
            among=lambda: Recommendation.objects.visible_to(by).in_country(country),
            missing=_("There is no such recommendation."),
        ),
        "visibility": Choice(choices=Visibility, blank=Visibility.PUBLIC.value),
        "addressees": Organizations(by=by, blank=list),
    } | {name: kind for name, (_scheme, kind) in TAGS.items()}


def read(by, country, values, *, complete=False, recommendation=None):
    """(columns, {part: value}) of raw values, with the rules over several of them."""
    given = read_values(fields(by, country), values, complete=complete)
    parts = {name: given.pop(name) for name in PARTS if name in given}
    columns = {f"{name}_id": given.pop(name) for name in ("study", "supersedes") if name in given}
    _check_superseded(columns.get("supersedes_id"), recommendation)
    columns = {name: value and value.pk for name, value in columns.items()}
    if "title" in given:
        given["title_folded"] = folded(given["title"])
    return given | columns, parts


def _check_superseded(former, recommendation):
    if former is None:
        return
    if recommendation is not None and former.pk == recommendation.pk:
        refuse("supersedes", "itself", _("A recommendation cannot take its own place."))
    kept = recommendation is not None and recommendation.supersedes_id == former.pk
    if not kept and former.status not in ADOPTED_ONCE:
        refuse("supersedes", "not-adopted", _("Only an adopted recommendation can be superseded."))


def tags_of(recommendation):
    """{"themes": [codes], "sdg": [codes]} as they are."""
    held = list(recommendation.tags.order_by("scheme", "code").values_list("scheme", "code"))
    return {name: [code for each, code in held if each == scheme] for name, (scheme, _kind) in TAGS.items()}


def put_parts(recommendation, parts):
    """Make tags and addressees exactly these. Returns ({part: before}, {part: after}) of those that changed."""
    before, after = {}, {}
    held = tags_of(recommendation)
    changed = {name: parts[name] for name in TAGS if name in parts and parts[name] != held[name]}
    if changed:
        tags = held | changed
        set_tags(recommendation, {scheme: tags[name] for name, (scheme, _kind) in TAGS.items()})
        before, after = {name: held[name] for name in changed}, dict(changed)
    if "addressees" in parts:
        told = _put_addressees(recommendation, parts["addressees"])
        if told:
            before["addressees"], after["addressees"] = told
    return before, after


def check_public(recommendation, organizations, visibility=None):
    """What everybody may know is addressed to organisations that everybody may know: its state rests on theirs."""
    if (visibility or recommendation.visibility) != Visibility.PUBLIC:
        return
    if hidden := [each for each in organizations if not each.is_public]:
        message = _("%(name)s is not public: what everybody sees cannot be addressed to it.")
        refuse("addressees", "not-public", message % {"name": hidden[0].name})


def _put_addressees(recommendation, organizations):
    held = {each.organization_id: each for each in recommendation.addressees.select_related("organization")}
    wanted = {each.pk: each for each in organizations}
    check_public(recommendation, organizations)
    if held.keys() == wanted.keys():
        return None
    gone = [each for key, each in held.items() if key not in wanted]
    if any(each.transmitted_at for each in gone):
        refuse(
            "addressees", "transmitted", _("It was transmitted to this organisation: it stays an addressee.")
        )
    for each in gone:
        each.delete()
    for key in wanted.keys() - held.keys():
        Addressee.objects.create(recommendation=recommendation, organization=wanted[key])
    return (
        sorted(str(each.organization.uid) for each in held.values()),
        sorted(str(each.uid) for each in wanted.values()),
    )


def raise_version(recommendation, version, *, by, act, before, after, reason=""):
    """The version lock of `update_record`, for a change that lies in rows below the record."""
    now = timezone.now()
    raised = Recommendation._base_manager.filter(pk=recommendation.pk, version=version).update(
        version=F("version") + 1, updated_at=now
    )
    if not raised:
        raise stale(recommendation)
    recommendation.version, recommendation.updated_at = version + 1, now
    remember(
        act,
        recommendation,
        by=by,
        before=before,
        after=after,
        country=recommendation.country_id,
        reason=reason,
    )
    return recommendation.version


def keep_text(recommendation, by):
    """Keep title and text as the next version."""
    last = recommendation.texts.aggregate(last=Max("number"))["last"] or 0
    return RecommendationText.objects.create(
        recommendation=recommendation,
        number=last + 1,
        title=recommendation.title,
        text=recommendation.text,
        by=by,
    )


def check_words(recommendation, columns):
    """After adoption the words stand; another language of them may still be added."""
    if recommendation.status in (Recommendation.Status.DRAFT, Recommendation.Status.IN_CONSULTATION):
        return
    for name in ("title", "text"):
        held = getattr(recommendation, name)
        if name in columns and any(columns[name].get(code) != text for code, text in held.items()):
            refuse(name, "adopted", _("It is adopted: only texts in further languages can be added."))
