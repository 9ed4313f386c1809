"""Offers and needs: written by the keepers of the organisation's country and by its stewards."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, stale, update_record
from sse_portal.records.tags import set_tags
from sse_portal.records.values import (
    Choice,
    Codes,
    Day,
    Language,
    Texts,
    Words,
    folded,
    read_values,
    refuse,
)
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Principle, Theme

from ..models import Offer, Visibility
from .choosing import AnOrganization
from .sides import require_writer

# An offer that nobody looks after is worse than none: it has to be renewed.
LONGEST = timedelta(days=2 * 365 + 1)
TAGS = {"themes": "theme", "sdg": "SDG", "principles": "principle"}


class AlreadyClosed(Conflict):
    """The offer is closed."""

    code = "already-closed"


class Agreed(Conflict):
    """The offer is part of a match that both sides accepted."""

    code = "agreed"


class StillStands(Conflict):
    """Only what is closed or expired is opened again."""

    code = "still-stands"


@dataclass(frozen=True)
class LanguageCodes(Texts):
    """A list of language codes (BCP 47), each once, sorted."""

    def typed(self, raw):
        return sorted(Language().typed(code) for code in super().typed(raw))


WORDS = {"title": Words(most=200, required=True), "description": Words(most=5_000)}
PLAIN = {
    "kind": Choice(choices=Offer.Kind, required=True),
    "country": Choice(choices=reference.country_codes, blank=None),
    "languages": LanguageCodes(most=20, longest=8),
    "expires_on": Day(required=True),
    "visibility": Choice(choices=Visibility, blank=Visibility.PUBLIC.value),
    "themes": Codes(known=lambda: Theme.values),
    "sdg": Codes(known=reference.sdg_codes),
    # To be found by; the score leaves them out: they say how something is done, not what.
    "principles": Codes(known=lambda: Principle.values),
}
FIELDS = WORDS | PLAIN


def new_fields(by):
    """The fields of a new one: whose it is and which way it goes are said once."""
    return {
        "organization": AnOrganization(by=by, required=True),
        "direction": Choice(choices=Offer.Direction, required=True),
        **FIELDS,
    }


@transaction.atomic
def create_offer(*, by, values, uid=None, is_sample=False):
    """Publish an offer or a need. `values` by name: organization (its public identifier), direction, FIELDS.

    `themes`, `sdg` and `principles` are lists of codes, `expires_on` is the first day on which it no longer stands,
    at most two years ahead. Raises Invalid, UidTaken.
    """
    given = read_values(new_fields(by), values, complete=True)
    organization = given["organization"]
    require_writer(by, organization)
    if organization.status != organization.Status.ACTIVE:
        refuse("organization", "organization-not-active", _("This organisation is not active any more."))
    _check_expiry(given["expires_on"])
    offer = Offer(is_sample=is_sample, **_columns(given))
    if uid:
        offer.uid = uid
    try:
        with transaction.atomic():
            offer.save(force_insert=True)
    except IntegrityError as error:
        raise UidTaken(_("There is already a record with this identifier.")) from error
    set_tags(offer, _by_scheme(given))
    told = {name: value for name, value in given.items() if value not in (None, "", [], {})}
    remember(
        "offered" if offer.direction == "offer" else "asked for", offer, by=by,
        country=organization.country_id, after=told | {"organization": organization.uid},
    )  # fmt: skip
    return offer


@transaction.atomic
def change_offer(*, by, offer, values, version):
    """Change what is said of an offer or a need; its organisation and direction stay. Raises Invalid, StaleVersion."""
    require_writer(by, offer.organization)
    given = read_values(FIELDS, values)
    if "expires_on" in given and given["expires_on"] != offer.expires_on:
        _check_expiry(given["expires_on"])
    tags = {name: given[name] for name in TAGS if name in given and given[name] != tags_of(offer)[name]}
    if tags:
        version = _retag(by, offer, tags, version)
    return update_record(
        offer, _columns(given), by=by, version=version, country=offer.organization.country_id
    )


def tags_of(offer):
    """{"themes": codes, "sdg": codes, "principles": codes} of an offer, sorted."""
    held = sorted(offer.tags.values_list("scheme", "code"))
    return {name: [code for each, code in held if each == scheme] for name, scheme in TAGS.items()}


def _retag(by, offer, tags, version):
    """Set tags; whoever read the former ones holds an old version. Returns the new version."""
    before, now = tags_of(offer), timezone.now()
    rows = Offer.objects.filter(pk=offer.pk, version=version)
    if not rows.update(version=F("version") + 1, updated_at=now):
        raise stale(offer)
    set_tags(offer, _by_scheme(before | tags))
    remember(
        "tagged", offer, by=by, country=offer.organization.country_id,
        before={name: before[name] for name in tags}, after=tags,
    )  # fmt: skip
    offer.version, offer.updated_at = version + 1, now
    return offer.version


@transaction.atomic
def close_offer(*, by, offer, version, reason=""):
    """Take an offer or a need off the lists. Raises AlreadyClosed; Agreed while an accepted match stands."""
    require_writer(by, offer.organization)
    offer = _locked(offer)
    if offer.state == Offer.State.CLOSED:
        raise AlreadyClosed(_("It is closed already."))
    if offer.state == Offer.State.MATCHED:
        raise Agreed(_("Both sides agreed on a match: fulfil or decline it first."))
    return _set_state(by, offer, {"state": Offer.State.CLOSED}, version, "closed", clean_reason(reason))


@transaction.atomic
def reopen_offer(*, by, offer, expires_on, version):
    """Let a closed or expired one stand again, until a new day. Raises Invalid, StillStands, Agreed."""
    require_writer(by, offer.organization)
    day = read_values({"expires_on": FIELDS["expires_on"]}, {"expires_on": expires_on}, complete=True)
    _check_expiry(day["expires_on"])
    offer = _locked(offer)
    if offer.state == Offer.State.MATCHED:
        raise Agreed(_("Both sides agreed on a match: fulfil or decline it first."))
    if offer.state == Offer.State.OPEN and offer.expires_on > timezone.localdate():
        raise StillStands(_("It still stands."))
    return _set_state(by, offer, {"state": Offer.State.OPEN} | day, version, "reopened")


def _locked(offer):
    """The offer as it is now, kept from others until the transaction ends."""
    return Offer.objects.select_for_update(of=("self",)).with_organization().get(pk=offer.pk)


def _set_state(by, offer, values, version, act, reason=""):
    country = offer.organization.country_id
    return update_record(offer, values, by=by, version=version, act=act, country=country, reason=reason)


def clean_reason(text):
    return clean_text(text or "", limit=1000, field="reason")


def _check_expiry(day):
    today = timezone.localdate()
    if not today < day <= today + LONGEST:
        message = _("Choose a day after today and at most two years ahead.")
        refuse("expires_on", "expiry-out-of-range", message)


def _columns(given):
    """The typed values as columns of the table."""
    columns = {name: value for name, value in given.items() if name not in (*TAGS, "country")}
    if "country" in given:
        columns["country_id"] = given["country"]
    if "title" in columns:
        columns["title_folded"] = folded(columns["title"])
    return columns


def _by_scheme(tags):
    return {scheme: tags.get(name, []) for name, scheme in TAGS.items()}
