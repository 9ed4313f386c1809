from django.urls import path

from ..views import organizations, proposals

urlpatterns = [
    path("network/organizations/", organizations.organization_list, name="organization-list"),
    path("network/organizations/map/", organizations.organization_map, name="organization-map"),
    path("network/organizations/create/", organizations.organization_create, name="organization-create"),
    path("network/organizations/<uuid:uid>/", organizations.organization_detail, name="organization-detail"),
    path("network/organizations/<uuid:uid>/edit/", organizations.organization_edit, name="organization-edit"),
    path(
        "network/organizations/<uuid:uid>/dissolve/",
        organizations.organization_dissolve,
        name="organization-dissolve",
    ),
    path(
        "network/organizations/<uuid:uid>/reactivate/",
        organizations.organization_reactivate,
        name="organization-reactivate",
    ),
    path(
        "network/organizations/<uuid:uid>/stewards/",
        proposals.organization_stewards,
        name="organization-stewards",
    ),
    path("network/stewards/<uuid:uid>/end/", proposals.steward_end, name="steward-end"),
    path("network/organizations/<uuid:uid>/propose/", proposals.proposal_create, name="proposal-create"),
    path("network/proposals/", proposals.proposal_list, name="proposal-list"),
    path("network/proposals/<uuid:uid>/", proposals.proposal_detail, name="proposal-detail"),
    path("network/proposals/<uuid:uid>/accept/", proposals.proposal_accept, name="proposal-accept"),
    path("network/proposals/<uuid:uid>/refuse/", proposals.proposal_refuse, name="proposal-refuse"),
    path("network/proposals/<uuid:uid>/withdraw/", proposals.proposal_withdraw, name="proposal-withdraw"),
]
