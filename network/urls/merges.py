from django.urls import path

from ..views import merges

urlpatterns = [
    path("network/duplicates/", merges.duplicate_list, name="duplicate-list"),
    path("network/organizations/<uuid:uid>/merge/", merges.merge_create, name="merge-create"),
    path("network/merges/<uuid:uid>/", merges.merge_detail, name="merge-detail"),
    path("network/merges/<uuid:uid>/undo/", merges.merge_undo, name="merge-undo"),
]
