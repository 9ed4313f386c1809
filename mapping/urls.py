from django.urls import path

from .views import register

app_name = "mapping"
urlpatterns = [
    path("entities/", register.entity_list, name="entity-list"),
    path("entities/map/", register.entity_map, name="entity-map"),
    path("entities/<uuid:uid>/", register.entity_detail, name="entity-detail"),
]
