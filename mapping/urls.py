from django.urls import path

from .views import definitions, register, releases

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
    path("releases/<uuid:uid>/", releases.release_detail, name="release-detail"),
    path("releases/<uuid:uid>/progress/", releases.release_progress, name="release-progress"),
    path("releases/<uuid:uid>/publish/", releases.release_publish, name="release-publish"),
    path("releases/<uuid:uid>/rebuild/", releases.release_rebuild, name="release-rebuild"),
    path("releases/<uuid:uid>/withdraw/", releases.release_withdraw, name="release-withdraw"),
    path("releases/<uuid:uid>/<str:code>/", releases.release_indicator, name="release-indicator"),
    path("indicators/", releases.indicator_list, name="indicator-list"),
    path("indicators/<str:code>/", releases.indicator_detail, name="indicator-detail"),
    path("studies/<uuid:uid>/release/", releases.release_build, name="release-build"),
]
