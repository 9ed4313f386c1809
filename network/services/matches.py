"""The life of a match: proposed, accepted by each side apart, fulfilled or declined.

Who acts for a side: a steward of its organisation, or a keeper whose grant names the organisation's country (for a
regional organisation: a keeper everywhere). A keeper everywhere may act for any other side too, but only with a note,
which the history keeps. Proposing accepts for the proposer's side; who proposes for both sides at once accepts for
neither. Nobody accepts for both sides unless they keep both countries.
"""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.basics.problems import Conflict, Problem
from sse_portal.basics.text import clean_text
from sse_portal.records.services import UidTaken, remember, update_record
from sse_portal.records.values import Day, read_values, refuse

from ..matching import Side, score
from ..models import Match, Offer
from .match_mails import tell_accepted, tell_proposed
from .offers import tags_of
from .sides import countries_kept, is_steward

OFFER, NEED = "offer", "need"
SIDES = (OFFER, NEED)
# act: (the states it is possible in, the state it leads to). Accepting leads on when it is the second one.
STEPS = {
    "propose again": ({"declined"}, "proposed"),
    "accept": ({"proposed"}, "accepted"),
    "fulfil": ({"accepted"}, "fulfilled"),
    "decline": ({"proposed", "accepted"}, "declined"),
}


class NotNow(Conflict):
    """The match is not in a state in which this can be done."""

    code = "not-in-this-state"


class AlreadyProposed(Conflict):
    """These two were brought together before, and nobody declined."""

    code = "already-proposed"


class NoFit(Problem):
    """The two have nothing of substance in common, or are of the same organisation."""

    code, field, status = "no-fit", "need", 422


class NotStanding(Conflict):
    """One of the two is closed, matched already, or has expired."""

    code = "not-standing"


class AlreadyAccepted(Conflict):
    """This side accepted before."""

    code = "already-accepted"


class OneVoice(Conflict):
    """Who accepted for one side does not accept for the other, unless they keep both countries."""

    code = "one-voice"


class NoteMissing(Problem):
    """Who acts for a side from outside says why; who declines gives the reason."""

    code, field, status = "note-missing", "note", 422


def standing_of(user, organization):
    """How `user` may act for a side: "own", "outside" (only with a note), or "" when not at all."""
    if not user.is_authenticated:
        return ""
    kept = countries_kept(user)
    if organization.country_id in kept or is_steward(user, organization):
        return "own"
    return "outside" if None in kept else ""


def side_of(offer, tags):
    """An offer with its tags ({"themes": codes, "sdg": codes}), as the score sees it."""
    return Side(
        direction=offer.direction, organization=offer.organization_id, kind=offer.kind,
        expires_on=offer.expires_on, country=offer.country_id or "", themes=frozenset(tags["themes"]),
        sdg=frozenset(tags["sdg"]), languages=frozenset(offer.languages),
    )  # fmt: skip


def is_standing(offer, today):
    return offer.state == Offer.State.OPEN and offer.expires_on > today


@transaction.atomic
def propose_match(*, by, offer, need, site, uid=None):
    """Bring an offer and a need together; accepts for the side that `by` speaks for, when that is one of the two.

    `site` is the portal's address, for the mails. A declined match is proposed again, with a fresh score. Raises
    NoFit, NotStanding, AlreadyProposed, UidTaken.
    """
    speaks = any(standing_of(by, each.organization) for each in (offer, need))
    if not speaks or Offer.objects.visible_to(by).filter(pk__in=[offer.pk, need.pk]).count() < 2:
        raise PermissionDenied(_("You speak for neither side."))
    offer, need = _locked_offers(offer.pk, need.pk)
    _require_standing(offer, need)
    values = _proposal(by, offer, need)
    declined = Match.objects.select_for_update().filter(offer=offer, need=need).first()
    match = _propose_again(by, declined, values) if declined else _store(by, offer, need, values, uid)
    tell_proposed(match, by=by, site=site)
    return match


def _proposal(by, offer, need):
    """The columns of a fresh proposal."""
    if (offer.direction, need.direction) != SIDES:
        raise NoFit(_("Bring an offer together with a need."))
    found = score(side_of(offer, tags_of(offer)), side_of(need, tags_of(need)), timezone.localdate())
    if not found.points:
        raise NoFit(_("These two have too little in common, or are of one organisation."))
    own = [side for side, each in zip(SIDES, (offer, need), strict=True) if _is_own(by, each)]
    accepted = own[0] if len(own) == 1 else None
    values = {
        "state": Match.State.PROPOSED, "proposed_by_id": by.pk, "score": found.points,
        "reasons": [reason.as_json() for reason in found.reasons], "declined_by_id": None, "note": "",
    }  # fmt: skip
    for side in SIDES:
        values |= _accepted(side, by if side == accepted else None)
    return values


def _is_own(by, offer):
    return standing_of(by, offer.organization) == "own"


def _accepted(side, by):
    """The columns that say who accepted for a side, now; empty ones without anybody."""
    return {
        f"{side}_side_at": timezone.now() if by else None,
        f"{side}_side_by_id": by.pk if by else None,
    }


def _store(by, offer, need, values, uid):
    match = Match(offer=offer, need=need, **values)
    if uid:
        match.uid = uid
        if Match.objects.filter(uid=uid).exists():
            raise UidTaken(_("There is already a record with this identifier."))
    try:
        with transaction.atomic():
            match.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyProposed(_("These two were brought together already.")) from error
    told = {"offer": offer.uid, "need": need.uid, "score": match.score, "state": match.state}
    remember("proposed", match, by=by, country=_country(match), after=told)
    return match


def _propose_again(by, match, values):
    if match.state not in STEPS["propose again"][0]:
        raise AlreadyProposed(_("These two were brought together already."))
    return _update(match, values, by, match.version, "proposed again")


@transaction.atomic
def accept_match(*, by, match, side, version, site, note=""):
    """Accept for one side, "offer" or "need". When both have, the two are matched and leave the lists.

    Raises NotNow, AlreadyAccepted, OneVoice, NotStanding, NoteMissing, StaleVersion.
    """
    note = _clean(note)
    match, offer, need = _locked(match)
    _require_step("accept", match)
    _require_voice(by, _side_organization(match, side), note)
    if getattr(match, f"{side}_side_at"):
        raise AlreadyAccepted(_("This side has accepted already."))
    _require_two_voices(by, match, side)
    _require_standing(offer, need)
    values, other = _accepted(side, by), NEED if side == OFFER else OFFER
    if getattr(match, f"{other}_side_at"):
        values["state"] = STEPS["accept"][1]
    _update(match, values, by, version, f"accepted by the {side} side", note)
    if match.state == Match.State.ACCEPTED:
        _set_states(by, (offer, need), Offer.State.MATCHED, "matched")
    tell_accepted(match, by=by, site=site)
    return match


@transaction.atomic
def decline_match(*, by, match, version, note):
    """Decline a proposed or accepted match, with the reason; the two stand again. Raises NotNow, NoteMissing."""
    note = _clean(note)
    match, offer, need = _locked(match)
    _require_step("decline", match)
    _require_side(by, match, note)
    if not note:
        raise NoteMissing(_("Say why."))
    was_accepted = match.state == Match.State.ACCEPTED
    values = {"state": STEPS["decline"][1], "declined_by_id": by.pk, "note": note}
    _update(match, values, by, version, "declined", note)
    if was_accepted:
        _set_states(by, (offer, need), Offer.State.OPEN, "free again")
    return match


@transaction.atomic
def fulfil_match(*, by, match, version, fulfilled_on, note=""):
    """Record that what was agreed on was done, and when. What was offered and needed is closed by it.

    Raises NotNow, Invalid (a day in the future, or before the match was proposed), NoteMissing, StaleVersion.
    """
    note = _clean(note)
    match, offer, need = _locked(match)
    _require_step("fulfil", match)
    _require_side(by, match, note)
    given = {"fulfilled_on": fulfilled_on}
    day = read_values({"fulfilled_on": Day(required=True)}, given, complete=True)["fulfilled_on"]
    if not timezone.localdate(match.created_at) <= day <= timezone.localdate():
        message = _("Choose a day from that of the proposal to today.")
        refuse("fulfilled_on", "day-out-of-range", message)
    values = {"state": STEPS["fulfil"][1], "fulfilled_on": day, "note": note}
    _update(match, values, by, version, "fulfilled", note)
    _set_states(by, (offer, need), Offer.State.CLOSED, "fulfilled")
    return match


def _locked_offers(*keys):
    """The offers as they are now, in the order of `keys`, kept from others until the transaction ends."""
    rows = Offer.objects.select_for_update(of=("self",)).with_organization().filter(pk__in=keys).by_id()
    found = {offer.pk: offer for offer in rows}
    return [found[key] for key in keys]


def _locked(match):
    """(match, offer, need) as they are now. The offers come first, in one order for everybody: no deadlock."""
    offer, need = _locked_offers(match.offer_id, match.need_id)
    match = Match.objects.select_for_update().get(pk=match.pk)
    match.offer, match.need = offer, need
    return match, offer, need


def _require_step(act, match):
    if match.state not in STEPS[act][0]:
        state = {"state": match.get_state_display()}
        raise NotNow(_("This match is %(state)s: that cannot be done now.") % state)


def _require_standing(*offers):
    today = timezone.localdate()
    if not all(is_standing(offer, today) for offer in offers):
        raise NotStanding(_("One of the two is closed, matched already, or has expired."))


def _side_organization(match, side):
    if side not in SIDES:
        refuse("side", "unknown-code", _("“%(value)s” is not one of the values.") % {"value": str(side)[:60]})
    return getattr(match, side).organization


def _require_voice(by, organization, note):
    """`by` may act for the side of this organisation; from outside only with a note."""
    standing = standing_of(by, organization)
    if not standing:
        raise PermissionDenied(_("You do not speak for this organisation."))
    if standing == "outside" and not note:
        raise NoteMissing(_("Say why you act for this side."))


def _require_side(by, match, note):
    """`by` may act for one of the sides; from outside of both only with a note."""
    organizations = [match.offer.organization, match.need.organization]
    inside = [each for each in organizations if standing_of(by, each) == "own"]
    _require_voice(by, (inside or organizations)[0], note)


def _require_two_voices(by, match, side):
    if not has_second_voice(by, match, side):
        raise OneVoice(_("You accepted for the other side: somebody else has to accept for this one."))


def has_second_voice(user, match, side):
    """May `user` accept for this side as well, if they did for the other one: do they keep both countries?"""
    other = NEED if side == OFFER else OFFER
    if getattr(match, f"{other}_side_by_id") != user.pk:
        return True
    kept = countries_kept(user)
    countries = {match.offer.organization.country_id, match.need.organization.country_id}
    return None in kept or countries <= kept


def _set_states(by, offers, state, act):
    for offer in offers:
        country = offer.organization.country_id
        update_record(offer, {"state": state}, by=by, version=offer.version, act=act, country=country)


def _update(match, values, by, version, act, reason=""):
    return update_record(
        match, values, by=by, version=version, act=act, country=_country(match), reason=reason
    )


def _country(match):
    """The history of a match is kept under the country of the offer."""
    return match.offer.organization.country_id


def _clean(note):
    return clean_text(note or "", limit=1000, field="note")
