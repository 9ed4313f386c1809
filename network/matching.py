"""How well an offer and a need fit: 0 to 100 with its reasons. Pure: no clock, no database, no language.

The score is a sum, so that it can be told in words. It is the same whichever of the two comes first, and one more
thing in common never lowers it.
"""

from dataclasses import dataclass, field
from datetime import date

# The most points for each reason, and why. They add up to 100.
WEIGHTS = {
    # What is offered must be what is needed: training does not fill a need for equipment.
    "kind": 34,
    # What it is about decides whether the knowledge of one helps the other.
    "themes": 24,
    # The goals name the same work in the terms of the UN; often tagged beside a theme, so they weigh less.
    "sdg": 16,
    # What is to be had where it is needed costs no journey and no import.
    "place": 14,
    # Without a common language everything needs an interpreter: a cost, not an obstacle.
    "language": 6,
    # Something can still be agreed on when both stand for some time.
    "time": 6,
}
FIRST_THEME, FURTHER_THEME = 12, 6
SHARED_TARGET, SHARED_GOAL = 8, 4
# An offer to the whole region covers the country of the need; the other way round only a part of it.
COVERED, COVERED_IN_PART = 12, 8
# (days that both still stand, points), the longest first.
TIMES = ((90, 6), (30, 3), (1, 1))
# Reasons of substance: without one of them nothing else makes a match.
SUBSTANCE = ("kind", "themes", "sdg_target", "sdg_goal")


@dataclass(frozen=True)
class Side:
    """An offer or a need as the score sees it. `organization` is any key that tells organisations apart.

    `country` is an ISO code, "" the whole region; `sdg` holds goals ("8") and targets ("8.3"); `languages` empty:
    none is needed. `expires_on` is the first day on which it no longer stands.
    """

    direction: str
    organization: object
    kind: str
    expires_on: date
    country: str = ""
    themes: frozenset = field(default_factory=frozenset)
    sdg: frozenset = field(default_factory=frozenset)
    languages: frozenset = field(default_factory=frozenset)


@dataclass(frozen=True)
class Reason:
    """Points for one thing in common. `values` are the codes it rests on."""

    code: str
    points: int
    values: tuple[str, ...] = ()

    def as_json(self):
        return {"code": self.code, "points": self.points, "values": list(self.values)}


@dataclass(frozen=True)
class Score:
    """Points from 0 to 100 and what they come from, the weightiest first; 0 without reasons is no match."""

    points: int
    reasons: tuple[Reason, ...]


NO_MATCH = Score(0, ())


def score(one, other, today):
    """The Score of two Sides on a day, in either order.

    No match are: two offers or two needs, two of the same organisation, one that has expired, and two that share
    neither kind nor theme nor goal.
    """
    if {one.direction, other.direction} != {"offer", "need"} or one.organization == other.organization:
        return NO_MATCH
    days = (min(one.expires_on, other.expires_on) - today).days
    if days <= 0:
        return NO_MATCH
    offer, need = (one, other) if one.direction == "offer" else (other, one)
    reasons = [
        *_kind(offer, need), *_themes(offer, need), *_goals(offer, need), *_place(offer, need),
        *_language(offer, need), *_time(offer, need, days),
    ]  # fmt: skip
    if not any(reason.code in SUBSTANCE for reason in reasons):
        return NO_MATCH
    ordered = sorted(reasons, key=lambda reason: (-reason.points, reason.code))
    return Score(sum(reason.points for reason in ordered), tuple(ordered))


def _kind(offer, need):
    if offer.kind == need.kind:
        yield Reason("kind", WEIGHTS["kind"], (offer.kind,))


def _themes(offer, need):
    shared = sorted(offer.themes & need.themes)
    if shared:
        points = FIRST_THEME + FURTHER_THEME * (len(shared) - 1)
        yield Reason("themes", min(points, WEIGHTS["themes"]), tuple(shared))


def _goals(offer, need):
    """Shared targets, and the further goals that both work for, be it by different targets."""
    targets = {code for code in offer.sdg & need.sdg if "." in code}
    goals = {goal_of(code) for code in offer.sdg} & {goal_of(code) for code in need.sdg}
    goals -= {goal_of(code) for code in targets}
    for_targets = min(SHARED_TARGET * len(targets), WEIGHTS["sdg"])
    for_goals = min(SHARED_GOAL * len(goals), WEIGHTS["sdg"] - for_targets)
    if targets:
        yield Reason("sdg_target", for_targets, tuple(sorted(targets, key=_by_number)))
    if for_goals:
        yield Reason("sdg_goal", for_goals, tuple(sorted(goals, key=_by_number)))


def goal_of(code):
    """The goal of an SDG code: "8" of "8.3" and of "8"."""
    return code.split(".")[0]


def _by_number(code):
    goal, _dot, target = code.partition(".")
    return int(goal) if goal.isdecimal() else 0, target.rjust(2)


def _place(offer, need):
    if offer.country == need.country:
        yield Reason("place_same", WEIGHTS["place"], (need.country,))
    elif not offer.country:
        yield Reason("place_covered", COVERED, (need.country,))
    elif not need.country:
        yield Reason("place_in_part", COVERED_IN_PART, (offer.country,))


def _language(offer, need):
    if not offer.languages or not need.languages:
        yield Reason("language_free", WEIGHTS["language"])
    elif shared := offer.languages & need.languages:
        yield Reason("language", WEIGHTS["language"], tuple(sorted(shared)))


def _time(offer, need, days):
    points = next(points for least, points in TIMES if days >= least)
    yield Reason("time", points, (min(offer.expires_on, need.expires_on).isoformat(),))
