from django.urls import path

from ..views import choosing, relationships

urlpatterns = [
    path("network/choose/", choosing.organization_choose, name="organization-choose"),
    path(
        "network/organizations/<uuid:uid>/relationships/add/", relationships.relationship_create,
        name="relationship-create",
    ),
    path("network/relationships/<uuid:uid>/edit/", relationships.relationship_edit, name="relationship-edit"),
    path("network/relationships/<uuid:uid>/end/", relationships.relationship_end, name="relationship-end"),
]  # fmt: skip
