"""What fits an offer or a need, and why; the page of a match; what was fulfilled."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from sse_portal.records.models import Change
from sse_portal.ui.facts import Act
from sse_portal.ui.formats import local_date

from ..matching import score
from ..models import Match, Offer
from ..services.matches import SIDES, STEPS, has_second_voice, is_standing, side_of, standing_of
from .directory import country_name
from .offers import (
    OfferRow,
    goal_label,
    language_label,
    rows_of,
    tags_by_offer,
    theme_label,
)

# Scored exactly for one list of suggestions; the best that SQL finds by what is in common.
CONSIDERED = 300
MOST_SUGGESTED = 20
MOST_MATCHES = 50
ACTS = {
    "proposed": N_("Proposed"),
    "proposed again": N_("Proposed again"),
    "accepted by the offer side": N_("Accepted by the side that offers"),
    "accepted by the need side": N_("Accepted by the side that needs"),
    "declined": N_("Declined"),
    "fulfilled": N_("Fulfilled"),
}
SENTENCES = {
    "kind": N_("Same kind: %(values)s"),
    "themes": N_("Shared themes: %(values)s"),
    "sdg_target": N_("Shared SDG targets: %(values)s"),
    "sdg_goal": N_("Shared SDG goals: %(values)s"),
    "place_same": N_("Same place: %(values)s"),
    "place_covered": N_("Offered to the whole region, needed in %(values)s"),
    "place_in_part": N_("Needed in the whole region, offered in %(values)s"),
    "language": N_("Common language: %(values)s"),
    "language_free": N_("No language in particular is needed"),
    "time": N_("Neither expires before %(values)s"),
}


@dataclass(frozen=True)
class ReasonLine:
    """A reason in words with its points."""

    text: str
    points: int


@dataclass(frozen=True)
class Suggestion:
    """Something that fits, from 1 to 100 points, and why. `match` is the open match of the two, or None."""

    row: OfferRow
    points: int
    reasons: tuple[ReasonLine, ...]
    match: object = None


@dataclass(frozen=True)
class MatchLine:
    """A match in a list: with what, how far it is. `url` leads to it, for those who may see it."""

    other: OfferRow
    state: str
    state_label: str
    score: int
    url: str
    fulfilled_on: date | None


@dataclass(frozen=True)
class OpenMatch:
    """A match in which something is still to be done, for the list of a party."""

    url: str
    offer: OfferRow
    need: OfferRow
    state: str
    state_label: str
    score: int


@dataclass(frozen=True)
class MatchSide:
    """One side of a match. `acts` is how this reader may act for it: own, outside (only with a note), or "".

    `url` leads to the offer or need when the reader may open its page; `who` accepted, `when`.
    """

    name: str
    row: OfferRow
    url: str
    when: datetime | None
    who: str
    acts: str
    may_accept: bool


@dataclass(frozen=True)
class MatchPage:
    """A match as one of its parties sees it. `acts`: how this reader may act for one of the sides at least."""

    uid: str
    version: int
    state: str
    state_label: str
    score: int
    reasons: tuple[ReasonLine, ...]
    offer: MatchSide
    need: MatchSide
    proposed_by: str
    created_at: datetime
    fulfilled_on: date | None
    note: str
    acts: str
    may_decline: bool
    may_fulfil: bool
    history: tuple[Act, ...]


def best_for(offer, rows, today, most=MOST_SUGGESTED):
    """[(offer, Score)] of those of `rows` that fit `offer` best, the best first. Four queries, however many there are.

    SQL finds the 300 that have most in common; these are scored exactly.
    """
    side = side_of(offer, tags_by_offer([offer])[offer.pk])
    keys = list(rows.facing(side, today).values_list("pk", flat=True)[:CONSIDERED])
    likely = list(rows.model.objects.with_organization().filter(pk__in=keys))
    tags = tags_by_offer(likely)
    scored = [(each, score(side, side_of(each, tags[each.pk]), today)) for each in likely]
    fitting = [(each, found) for each, found in scored if found.points]
    return sorted(fitting, key=lambda pair: (-pair[1].points, pair[0].pk))[:most]


def suggestions_for(offer, user, language):
    """What fits a standing offer or need, of what `user` may know; nothing fits one that does not stand."""
    today = timezone.localdate()
    if not is_standing(offer, today):
        return ()
    best = best_for(offer, Offer.objects.visible_to(user), today)
    rows = rows_of([each for each, _score in best], language)
    matches = _open_matches(offer, user)
    return tuple(
        Suggestion(row, found.points, reason_lines(found.reasons, language), matches.get(each.pk))
        for row, (each, found) in zip(rows, best, strict=True)
    )


def _open_matches(offer, user):
    """{key of the other: public identifier of the match} of those that `user` may see and nobody declined."""
    if not user.is_authenticated:
        return {}
    found = Match.objects.visible_to(user).of(offer).not_declined()
    return {
        need if own == offer.pk else own: str(uid)
        for own, need, uid in found.values_list("offer", "need", "uid")
    }


def reason_lines(reasons, language):
    """Reasons of a Score, or as a match keeps them, in words of the active language."""
    plain = [reason if isinstance(reason, dict) else reason.as_json() for reason in reasons]
    return tuple(ReasonLine(_sentence(reason, language), reason["points"]) for reason in plain)


def _sentence(reason, language):
    labels = {
        "kind": lambda code: str(Offer.Kind(code).label),
        "themes": theme_label,
        "language": language_label,
        "time": lambda day: local_date(date.fromisoformat(day)),
    }
    code = reason["code"]
    if code.startswith("sdg"):
        told = [goal_label(value, language) for value in reason["values"]]
    elif code.startswith("place"):
        told = [country_name(value, language) for value in reason["values"]]
    else:
        told = [labels[code](value) for value in reason["values"]]
    sentence = _(SENTENCES[code])
    return sentence % {"values": ", ".join(told)} if told else sentence


def matches_of(offer, user, language):
    """The matches of an offer or need that `user` may see, newest first; to the public the fulfilled ones, if both
    sides are public.
    """
    rows = Match.objects.visible_to(user) if user.is_authenticated else Match.objects.none()
    mine = list(rows.of(offer).with_sides().newest_first()[:MOST_MATCHES])
    seen = {match.pk for match in mine}
    told = Match.objects.public().of(offer).with_sides().newest_first()[:MOST_MATCHES]
    lines = [(match, reverse("network:match-detail", args=[match.uid])) for match in mine]
    lines += [(match, "") for match in told if match.pk not in seen]
    return _lines(lines, offer, language)


def _lines(lines, offer, language):
    others = [match.need if match.offer_id == offer.pk else match.offer for match, _url in lines]
    rows = rows_of(others, language)
    return tuple(
        MatchLine(row, match.state, str(match.get_state_display()), match.score, url, match.fulfilled_on)
        for row, (match, url) in zip(rows, lines, strict=True)
    )


def match_page(match, user, language):
    """The page of a match that `user` may see."""
    offer, need = (_side(match, side, user, language) for side in SIDES)
    acts = "own" if "own" in (offer.acts, need.acts) else offer.acts or need.acts
    return MatchPage(
        uid=str(match.uid), version=match.version, state=match.state, state_label=str(match.get_state_display()),
        score=match.score, reasons=reason_lines(match.reasons, language), offer=offer, need=need,
        proposed_by=name_of(match.proposed_by), created_at=match.created_at, fulfilled_on=match.fulfilled_on,
        note=match.note, acts=acts, may_decline=bool(acts) and match.state in STEPS["decline"][0],
        may_fulfil=bool(acts) and match.state in STEPS["fulfil"][0], history=_history(match),
    )  # fmt: skip


def _side(match, name, user, language):
    offer = getattr(match, name)
    visible = Offer.objects.visible_to(user).known_as([offer.uid]).exists()
    acts, by = standing_of(user, offer.organization), getattr(match, f"{name}_side_by")
    waits = match.state in STEPS["accept"][0] and by is None
    return MatchSide(
        name=name, row=rows_of([offer], language)[0],
        url=reverse("network:offer-detail", args=[offer.uid]) if visible else "",
        when=getattr(match, f"{name}_side_at"), who=name_of(by), acts=acts,
        may_accept=bool(acts) and waits and has_second_voice(user, match, name),
    )  # fmt: skip


def _history(match):
    lines = Change.objects.about(match).select_related("by").newest_first()
    return tuple(Act(_(ACTS[line.act]), line.at, name_of(line.by), line.reason) for line in lines)


def name_of(user):
    """The name of an account, never its address: both sides read it."""
    return user.name or _("somebody without a name") if user else ""


def open_matches(user, language):
    """The matches of `user` in which something is still to be done, newest first."""
    matches = list(Match.objects.visible_to(user).open().with_sides().newest_first()[:MOST_MATCHES])
    rows = rows_of([each for match in matches for each in (match.offer, match.need)], language)
    return tuple(
        OpenMatch(
            url=reverse("network:match-detail", args=[match.uid]), offer=rows[2 * number], need=rows[2 * number + 1],
            state=match.state, state_label=str(match.get_state_display()), score=match.score,
        )
        for number, match in enumerate(matches)
    )  # fmt: skip
