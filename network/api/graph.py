"""The network as data: who is linked with whom on a day, with what can be measured. The same for everybody."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from sse_portal.api import permissions
from sse_portal.api.conditional import answer
from sse_portal.api.parameters import BadParameter, Choice, Choices, Day
from sse_portal.api.reference import country_parameter
from sse_portal.api.rows import Resource
from sse_portal.reference.choices import Constituency

from ..models import Organization
from ..summaries.graph import FIRST_DAY, LAST_DAY, MOST_NODES, WAYS, View, network
from .organizations import one_of

# Enough to tell any two values apart in a network of MOST_NODES; more digits would be those of the machine.
DIGITS = 6
E_I = (
    "E-I index (Krackhardt and Stern 1988): (links across − links within) ÷ all links whose both ends have a {}; "
    "-1: all within, 1: all across; null: no such link."
)


class NetworkMeasures(serializers.Serializer):
    """Of the simple, undirected graph of `nodes` and `links`: two organisations have one link, or none."""

    nodes = serializers.IntegerField(help_text="Organisations.")
    links = serializers.IntegerField(help_text="Pairs of organisations that are linked.")
    density = serializers.FloatField(
        help_text="Links ÷ pairs that there could be, 0 to 1; 0: under two nodes."
    )
    mean_degree = serializers.FloatField(help_text="Links of an organisation, on average: 2 × links ÷ nodes.")
    isolates = serializers.IntegerField(help_text="Organisations without a link.")
    components = serializers.IntegerField(
        help_text="Parts that no link connects; an isolate is one of its own."
    )
    largest = serializers.IntegerField(help_text="Organisations in the largest component.")
    ei_country = serializers.FloatField(allow_null=True, help_text=E_I.format("country"))
    ei_constituency = serializers.FloatField(allow_null=True, help_text=E_I.format("constituency"))


class NetworkNode(serializers.Serializer):
    """An organisation in the network."""

    id = serializers.UUIDField(help_text="Identifier of /organizations/.")
    name = serializers.CharField(help_text="As it is known in the region.")
    kind = serializers.CharField(help_text=f"What it is. {one_of(Organization.Kind)}")
    constituency = serializers.CharField(
        allow_blank=True, help_text=f"Whom it speaks for; empty: nobody in particular. {one_of(Constituency)}"
    )
    country = serializers.CharField(
        allow_blank=True, help_text="ISO 3166-1 alpha-2; empty: the whole region."
    )
    degree = serializers.IntegerField(help_text="Organisations that it is linked with.")
    betweenness = serializers.FloatField(
        allow_null=True,
        help_text="Share of the shortest paths between others that lead over it (Freeman 1977), 0 to 1, 6 decimals; "
        "null: the network is too large for it.",
    )
    component = serializers.IntegerField(help_text="Number of its component; 1 is the largest.")


class NetworkLink(serializers.Serializer):
    """Two organisations that have to do with each other on the day. It has no direction."""

    source = serializers.UUIDField(help_text="Identifier of one of the nodes.")
    target = serializers.UUIDField(help_text="Identifier of the other.")
    kinds = serializers.ListField(
        child=serializers.CharField(),
        help_text="In which ways, each once: agreement, activity, part_of, or kinds of /relationships/.",
    )


class PublicNetwork(serializers.Serializer):
    """A network, as igraph, NetworkX or D3 take it."""

    as_of = serializers.DateField(help_text="The day it is the network of.")
    matching = serializers.IntegerField(help_text="Organisations that match what was asked.")
    is_core = serializers.BooleanField(
        help_text=f"More than {MOST_NODES} match, and `nodes` are the {MOST_NODES} of them with most links."
    )
    measures = NetworkMeasures(help_text="Of the nodes and links given here.")
    nodes = NetworkNode(many=True, help_text="Organisations, by name.")
    links = NetworkLink(many=True, help_text="Links among the nodes.")


class NetworkAsData(Resource):
    """The public network on a day, whole, without pages. The same for everybody."""

    permission_classes = [permissions.Anybody]
    answers = {"list": PublicNetwork}
    takes = {
        "list": (
            Day("as_of", "The network of this day (ISO 8601); default today."),
            country_parameter("Only its organisations.", None),
            Choice(
                "constituency", "Only organisations that speak for it.",
                choices=tuple(Constituency.values),
            ),
            Choice("kind", "Only organisations of this kind.", choices=tuple(Organization.Kind.values)),
            Choices(
                "ways", "What counts as a link, with commas between; default all.", default=WAYS, choices=WAYS
            ),
        )
    }  # fmt: skip

    def list(self, request):
        """Read the network of a day. Nodes are public organisations, links what is public between two of them."""
        return answer(request, as_data(network(self.view())))

    def view(self):
        """The View that was asked for."""
        day = self.asked["as_of"] or timezone.localdate()
        if not FIRST_DAY <= day <= LAST_DAY:
            raise BadParameter("as_of", _("This day is out of range."))
        asked = {name: self.asked[name] or "" for name in ("country", "constituency", "kind")}
        return View(as_of=day, ways=self.asked["ways"], **asked)


def as_data(found):
    """A Network as PublicNetwork describes it."""
    uids = {node.key: node.uid for node in found.nodes}
    return {
        "as_of": found.view.as_of,
        "matching": found.matching,
        "is_core": found.is_core,
        "measures": _measures(found.measures),
        "nodes": [_node(node, found.measures) for node in found.nodes],
        "links": [
            {"source": uids[link.one], "target": uids[link.other], "kinds": list(link.kinds)}
            for link in found.links
        ],
    }


def _measures(measures):
    plain = ("nodes", "links", "density", "mean_degree", "isolates", "components", "largest")
    mixings = {"ei_country": measures.by_country.ei, "ei_constituency": measures.by_constituency.ei}
    return {name: getattr(measures, name) for name in plain} | mixings


def _node(node, measures):
    betweenness = None if measures.betweenness is None else round(measures.betweenness[node.key], DIGITS)
    return {
        "id": node.uid, "name": node.name, "kind": node.kind, "constituency": node.constituency,
        "country": node.country, "degree": measures.degree[node.key], "betweenness": betweenness,
        "component": measures.component[node.key],
    }  # fmt: skip
