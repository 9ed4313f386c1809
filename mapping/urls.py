from django.urls import path

from .views import definitions, register

app_name = "mapping"
urlpatterns = [
    path("entities/", register.entity_list, name="entity-list"),
    path("entities/map/", register.entity_map, name="entity-map"),
    path("entities/<uuid:uid>/", register.entity_detail, name="entity-detail"),
    path("definitions/", definitions.definition_list, name="definition-list"),
    path("definitions/methodology/", definitions.methodology, name="definition-methodology"),
    path("definitions/<uuid:uid>/", definitions.definition_detail, name="definition-detail"),
    path("definitions/<uuid:uid>/json/", definitions.definition_document, name="definition-document"),
    path("definitions/<uuid:uid>/draft/", definitions.definition_draft, name="definition-draft"),
    path("definitions/<uuid:uid>/change/", definitions.definition_change, name="definition-change"),
    path("definitions/<uuid:uid>/propose/", definitions.definition_propose, name="definition-propose"),
    path("definitions/<uuid:uid>/return/", definitions.definition_return, name="definition-return"),
    path("definitions/<uuid:uid>/adopt/", definitions.definition_adopt, name="definition-adopt"),
]
