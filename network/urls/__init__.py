"""The addresses of the network, a module for each of its parts."""

from . import activities, exchange, graph, home, merges, organizations, people, relations, resources

app_name = "network"
PARTS = (home, organizations, merges, people, relations, activities, resources, exchange, graph)
urlpatterns = [pattern for part in PARTS for pattern in part.urlpatterns]
