"""The network in pictures and tables: what the page shows of a Network."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sse_portal.basics.text import in_language
from sse_portal.reference import summaries as reference
from sse_portal.reference.choices import Constituency
from sse_portal.ui import formats
from sse_portal.ui.charts.network import Mark, NetworkChart, network_chart, numbered, rounded
from sse_portal.ui.tables import Cell, Column, body

from ..graph import difference, placed
from ..graph.measures import graph_of
from ..models import Organization
from .graph import collected

KINDS = dict(Organization.Kind.choices)
VOICES = dict(Constituency.choices)
# The groups that have a colour and a shape of their own; all others share the last.
GROUPS = ("GOV", "EMP", "WRK", "SSE")


def picture(network, language):
    """The Figure: the drawing, and behind it the table of all organisations with their measures."""
    nodes, measures = network.nodes, network.measures
    places, height = placed(graph_of(nodes, network.links))
    width = max((place.x for place in places.values()), default=1.0) or 1.0
    drawn = [node for node in nodes if node.key in places]
    marks = tuple(
        Mark(
            places[node.key].x / width, places[node.key].y / width, node.name, _group(node),
            measures.degree[node.key], _says(node, measures),
        )
        for node in drawn
    )  # fmt: skip
    index = {node.key: number for number, node in enumerate(drawn)}
    lines = tuple((index[link.one], index[link.other]) for link in network.links)
    columns, rows = _table(network, language)
    return network_chart(
        NetworkChart(
            _("Who is linked with whom"), marks, lines, _groups(), height / width, columns, rows,
            description=in_words(network), notes=_notes(network),
        )
    )  # fmt: skip


def _group(node):
    return GROUPS.index(node.constituency) if node.constituency in GROUPS else len(GROUPS)


def _groups():
    return (*(VOICES[code] for code in GROUPS), _("others"))


def _says(node, measures):
    linked = ngettext("%(n)s link", "%(n)s links", measures.degree[node.key])
    return f"{node.name} ({linked % {'n': formats.number(measures.degree[node.key])}})"


def in_words(network):
    """The picture in a sentence, for those who cannot see it."""
    told = {
        "nodes": formats.number(network.measures.nodes), "links": formats.number(network.measures.links),
        "components": formats.number(network.measures.components),
    }  # fmt: skip
    return _("%(nodes)s organisations, %(links)s links, %(components)s parts that are not linked.") % told


def _notes(network):
    notes = [_("The more links an organisation has, the larger its mark.")]
    if network.measures.isolates:
        text = ngettext(
            "%(n)s organisation without a link is in the table only.",
            "%(n)s organisations without a link are in the table only.",
            network.measures.isolates,
        )
        notes.append(text % {"n": formats.number(network.measures.isolates)})
    if network.is_core:
        told = {"shown": formats.number(len(network.nodes)), "all": formats.number(network.matching)}
        notes.append(
            _(
                "Of %(all)s organisations the %(shown)s with most links; the measures are those of their network."
            )
            % told
        )
    return tuple(notes)


def _table(network, language):
    measures = network.measures
    columns = [
        Column(_("Organisation")), Column(_("Constituency")), Column(_("Country")),
        numbered(_("Links")), numbered(_("Betweenness")), numbered(_("Part")),
    ]  # fmt: skip
    ordered = sorted(network.nodes, key=lambda node: (-measures.degree[node.key], node.name, node.key))
    rows = [
        (
            Cell(node.name, url=reverse("network:organization-detail", args=[node.uid])),
            VOICES.get(node.constituency, "–"), country_name(node.country, language),
            formats.number(measures.degree[node.key]),
            rounded(measures.betweenness[node.key]) if measures.betweenness else "–",
            formats.number(measures.component[node.key]),
        )
        for node in ordered
    ]  # fmt: skip
    return columns, rows


def country_name(iso2, language):
    """The country's name; the region for organisations of none."""
    return in_language(reference.country(iso2).names, language) if iso2 else _("regional")


def facts(network):
    """The measures for components/stat_strip.html."""
    measures = network.measures
    return [
        {"label": _("Organisations"), "value": formats.number(measures.nodes)},
        {"label": _("Links"), "value": formats.number(measures.links)},
        {"label": _("Density"), "value": rounded(measures.density, 4)},
        {"label": _("Links per organisation"), "value": rounded(measures.mean_degree, 2)},
        {"label": _("Parts that are not linked"), "value": formats.number(measures.components)},
        {"label": _("In the largest part"), "value": formats.number(measures.largest)},
        {"label": _("Across countries (E-I)"), "value": rounded(measures.by_country.ei, 2)},
        {"label": _("Across constituencies (E-I)"), "value": rounded(measures.by_constituency.ei, 2)},
    ]


def mixing(network, language):
    """(caption, columns, rows) of the two tables that say who is linked with whom."""
    measures = network.measures
    return [
        _mixing(_("Links between countries"), measures.by_country, lambda code: country_name(code, language)),
        _mixing(_("Links between constituencies"), measures.by_constituency, VOICES.get),
    ]


def _mixing(caption, found, name):
    columns = [Column(_("Between")), Column(_("and")), numbered(_("Links"))]
    ordered = sorted(found.table.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(name(one), name(other), formats.number(count)) for (one, other), count in ordered]
    return {"caption": caption, "columns": columns, "rows": body(columns, rows)}


def change(earlier, network):
    """What came and what went from an earlier View to a Network, for the page."""
    found = difference(collected(earlier)[:2], (network.nodes, network.links))
    told = [
        (_("Organisations that came"), found.nodes_came),
        (_("Organisations that went"), found.nodes_went),
        (_("Links that came"), found.links_came),
        (_("Links that went"), found.links_went),
    ]
    lists = [
        {"label": label, "count": len(each), "names": [_named(one) for one in each[:50]]}
        for label, each in told
    ]
    densities = {"before": rounded(found.density_before, 4), "after": rounded(found.density_after, 4)}
    return {"lists": lists, "density": densities, "since": earlier.as_of, "until": network.view.as_of}


def _named(one):
    return f"{one[0].name} – {one[1].name}" if isinstance(one, tuple) else one.name
