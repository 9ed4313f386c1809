from django.urls import path

from ..views import interchange, merges

urlpatterns = [
    path("network/organizations/export/", interchange.organization_export, name="organization-export"),
    path("network/organizations/import/", interchange.organization_import, name="organization-import"),
    path("network/duplicates/", merges.duplicate_list, name="duplicate-list"),
    path("network/organizations/<uuid:uid>/merge/", merges.merge_create, name="merge-create"),
    path("network/merges/<uuid:uid>/", merges.merge_detail, name="merge-detail"),
    path("network/merges/<uuid:uid>/undo/", merges.merge_undo, name="merge-undo"),
]
