from django.urls import path

from ..views import feeds, oai, resources

urlpatterns = [
    path("oai", oai.oai, name="oai"),
    path("network/resources.atom", feeds.resource_feed, name="resource-feed"),
    path("network/resources/", resources.resource_list, name="resource-list"),
    path("network/resources/create/", resources.resource_create, name="resource-create"),
    path("network/resources/<uuid:uid>/", resources.resource_detail, name="resource-detail"),
    path("network/resources/<uuid:uid>/edit/", resources.resource_edit, name="resource-edit"),
    path("network/resources/<uuid:uid>/publish/", resources.resource_publish, name="resource-publish"),
    path("network/resources/<uuid:uid>/withdraw/", resources.resource_withdraw, name="resource-withdraw"),
    path("network/resources/<uuid:uid>/file/", resources.resource_file, name="resource-file"),
]
