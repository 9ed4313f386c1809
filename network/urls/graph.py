from django.urls import path

from ..views import graph

urlpatterns = [
    path("network/graph/", graph.graph, name="graph"),
    path("network/graph.gexf", graph.graph_file, {"kind": "gexf"}, name="graph-gexf"),
    path("network/graph.graphml", graph.graph_file, {"kind": "graphml"}, name="graph-graphml"),
    path("network/graph.json", graph.graph_file, {"kind": "json"}, name="graph-json"),
]
