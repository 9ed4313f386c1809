"""The public network on a day: its organisations, its links, and what they add up to."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Count

from ..graph import Link, Measures, Node, measured
from ..models import Activity, Agreement, AgreementParty, Organization, Participation, Relationship
from ..querysets import graph as questions

# Beyond this many organisations the network is that of the most linked ones among those that match.
MOST_NODES = 300
RELATIONSHIP, AGREEMENT, ACTIVITY, PART = "relationship", "agreement", "activity", "part_of"
WAYS = (RELATIONSHIP, AGREEMENT, ACTIVITY, PART)
# An assembly of a hundred members is not five thousand partnerships.
MOST_TOGETHER = 30
# The days that may be asked for.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class View:
    """What is looked at: a day, which organisations, which ways of being linked."""

    as_of: date
    country: str = ""
    constituency: str = ""
    kind: str = ""
    ways: tuple = WAYS


@dataclass(frozen=True)
class Network:
    """The network that a View sees. `matching` organisations in all; fewer in `nodes` when it is the core only."""

    view: View
    nodes: tuple
    links: tuple
    measures: Measures
    matching: int

    @property
    def is_core(self):
        """Only the most linked of the organisations that match."""
        return self.matching > len(self.nodes)


def network(view):
    """The Network of a View: every public organisation that matches, or the 300 most linked of them."""
    nodes, links, matching = collected(view)
    return Network(view, nodes, links, measured(nodes, links), matching)


def collected(view):
    """(nodes, links, organisations that match) of a View, without its measures."""
    rows = _matching(view)
    matching = rows.count()
    if matching > MOST_NODES:
        rows = rows.filter(pk__in=_most_linked(rows, view))
    nodes = _nodes(rows)
    return nodes, _links(view, {node.key for node in nodes}), matching


def _matching(view):
    rows = questions.existing_on(Organization.objects.public().present(), view.as_of)
    asked = {"country": view.country, "constituency": view.constituency, "kind": view.kind}
    return rows.filter(**{name: value for name, value in asked.items() if value})


def _nodes(rows):
    columns = ("id", "uid", "name", "kind", "constituency", "country_id")
    found = rows.by_name().values_list(*columns)
    return tuple(
        Node(key, str(uid), name, kind, constituency, country or "")
        for key, uid, name, kind, constituency, country in found
    )


def _most_linked(rows, view):
    """The keys of the organisations with most links; counted by the database, ties by key."""
    keys, degrees = rows.values("pk"), Counter()
    for found, fields in _sources(view):
        for field in fields:
            counted = (
                found.filter(**{f"{field}__in": keys}).order_by().values_list(field).annotate(n=Count("pk"))
            )
            degrees.update(dict(counted.order_by("-n", field)[: 4 * MOST_NODES]))
    ordered = sorted(degrees.items(), key=lambda pair: (-pair[1], pair[0]))
    return [key for key, _n in ordered[:MOST_NODES]]


def _sources(view):
    """(rows, names of the columns that hold organisations) for each way of being linked that is looked at."""
    day = view.as_of
    sources = {
        RELATIONSHIP: lambda: (Relationship.objects.public().in_force_on(day), ("subject", "object")),
        AGREEMENT: lambda: (_parties(day), ("organization",)),
        ACTIVITY: lambda: (_participants(day), ("organization",)),
    }
    return [sources[way]() for way in view.ways if way in sources]


def _parties(day):
    return questions.parties_on(AgreementParty.objects, Agreement.objects, day)


def _participants(day):
    return questions.participants_on(Participation.objects, Activity.objects, day)


def _links(view, keys):
    """The links among the organisations with these keys, in order; each names its ways."""
    ways = defaultdict(set)
    for pair, way in _pairs(view, keys):
        one, other = sorted(pair)
        if one != other:
            ways[one, other].add(way)
    return tuple(Link(one, other, tuple(sorted(found))) for (one, other), found in sorted(ways.items()))


def _pairs(view, keys):
    day = view.as_of
    if RELATIONSHIP in view.ways:
        rows = Relationship.objects.public().in_force_on(day)
        rows = rows.filter(subject__in=keys, object__in=keys).order_by("id")
        yield from (
            ((one, other), kind) for one, other, kind in rows.values_list("subject", "object", "kind")
        )
    if AGREEMENT in view.ways:
        yield from _together(_parties(day), "agreement", keys, AGREEMENT)
    if ACTIVITY in view.ways:
        yield from _together(_participants(day), "activity", keys, ACTIVITY)
    if PART in view.ways:
        rows = Organization.objects.filter(pk__in=keys, parent__in=keys).order_by("id")
        yield from ((pair, PART) for pair in rows.values_list("pk", "parent"))


def _together(rows, group, keys, way):
    """Every two organisations of the same agreement or activity."""
    members = defaultdict(set)
    found = rows.filter(organization__in=keys).order_by("id")
    for record, key in found.values_list(group, "organization"):
        members[record].add(key)
    for together in members.values():
        if len(together) <= MOST_TOGETHER:
            yield from ((pair, way) for pair in combinations(sorted(together), 2))
