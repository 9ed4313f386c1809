from django.urls import path

from ..views import agreements, choosing, relationships

urlpatterns = [
    path("network/choose/", choosing.organization_choose, name="organization-choose"),
    path(
        "network/organizations/<uuid:uid>/relationships/add/", relationships.relationship_create,
        name="relationship-create",
    ),
    path("network/relationships/<uuid:uid>/edit/", relationships.relationship_edit, name="relationship-edit"),
    path("network/relationships/<uuid:uid>/end/", relationships.relationship_end, name="relationship-end"),
    path("network/agreements/", agreements.agreement_list, name="agreement-list"),
    path("network/agreements/create/", agreements.agreement_create, name="agreement-create"),
    path("network/agreements/<uuid:uid>/", agreements.agreement_detail, name="agreement-detail"),
    path("network/agreements/<uuid:uid>/edit/", agreements.agreement_edit, name="agreement-edit"),
    path("network/agreements/<uuid:uid>/sign/", agreements.agreement_sign, name="agreement-sign"),
    path("network/agreements/<uuid:uid>/suspend/", agreements.agreement_suspend, name="agreement-suspend"),
    path("network/agreements/<uuid:uid>/resume/", agreements.agreement_resume, name="agreement-resume"),
    path("network/agreements/<uuid:uid>/terminate/", agreements.agreement_terminate, name="agreement-terminate"),
    path("network/agreements/<uuid:uid>/amend/", agreements.agreement_amend, name="agreement-amend"),
    path(
        "network/agreements/<uuid:uid>/documents/add/", agreements.agreement_document_add,
        name="agreement-document-add",
    ),
    path("network/documents/<uuid:uid>/", agreements.agreement_document, name="agreement-document"),
    path(
        "network/documents/<uuid:uid>/remove/", agreements.agreement_document_remove,
        name="agreement-document-remove",
    ),
]  # fmt: skip
