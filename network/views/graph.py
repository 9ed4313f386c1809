"""The network as a network: picture, measures, change, and files for other programs. The same for everybody."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ..forms.graph import GraphFilter
from ..graph import gexf, graphml, node_link
from ..summaries import graph_picture
from ..summaries.graph import network

FILES = {
    "gexf": (gexf, "application/gexf+xml"),
    "graphml": (graphml, "application/graphml+xml"),
}


@require_safe
def graph(request):
    """The picture with its measures and tables."""
    form = GraphFilter(request.GET)
    if not form.is_valid():
        return render(request, "network/graph.html", {"form": form}, status=422)
    language, found = get_language(), network(form.view())
    context = {
        "form": form,
        "network": found,
        "figure": graph_picture.picture(found, language),
        "facts": graph_picture.facts(found),
        "mixing": graph_picture.mixing(found, language),
        "query": request.GET.urlencode(),
        "change": _change(form, found),
    }
    return render(request, "network/graph.html", context)


def _change(form, found):
    since = form.cleaned_data["since"]
    return graph_picture.change(form.view(since), found) if since else None


@require_safe
def graph_file(request, kind):
    """The same network as GEXF, GraphML or JSON."""
    form = GraphFilter(request.GET)
    if not form.is_valid():
        return render(request, "network/graph.html", {"form": form}, status=422)
    found = network(form.view())
    content = (found.nodes, found.links, found.measures)
    if kind == "json":
        response = JsonResponse(node_link(*content), json_dumps_params={"ensure_ascii": False})
    else:
        write, media_type = FILES[kind]
        response = HttpResponse(write(*content), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="network-{found.view.as_of}.{kind}"'
    return response
