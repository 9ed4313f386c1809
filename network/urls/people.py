from django.urls import path

from ..views import people, person_parts, self_service

urlpatterns = [
    path("network/people/", people.person_list, name="person-list"),
    path("network/people/create/", people.person_create, name="person-create"),
    path("network/people/<uuid:uid>/", people.person_detail, name="person-detail"),
    path("network/people/<uuid:uid>/edit/", people.person_edit, name="person-edit"),
    path("network/people/<uuid:uid>/erase/", people.person_erase, name="person-erase"),
    path("network/people/<uuid:uid>/posts/add/", person_parts.post_create, name="post-create"),
    path("network/posts/<uuid:uid>/edit/", person_parts.post_edit, name="post-edit"),
    path("network/posts/<uuid:uid>/end/", person_parts.post_end, name="post-end"),
    path("network/people/<uuid:uid>/contacts/add/", person_parts.contact_create, name="contact-create"),
    path(
        "network/organizations/<uuid:uid>/contacts/add/",
        person_parts.office_contact_create,
        name="office-contact-create",
    ),
    path("network/contacts/<uuid:uid>/edit/", person_parts.contact_edit, name="contact-edit"),
    path("network/contacts/<uuid:uid>/remove/", person_parts.contact_remove, name="contact-remove"),
    path("network/people/<uuid:uid>/consents/add/", person_parts.consent_create, name="consent-create"),
    path("network/my-data/", self_service.own_data_request, name="own-data-request"),
    path("network/my-data/link/<str:token>/", self_service.own_data_open, name="own-data-open"),
    path("network/my-data/held/", self_service.own_data, name="own-data"),
    path("network/my-data/held/download/", self_service.own_data_download, name="own-data-download"),
    path("network/my-data/held/name/", self_service.own_name_edit, name="own-name-edit"),
    path("network/my-data/held/contacts/add/", self_service.own_contact_create, name="own-contact-create"),
    path("network/my-data/held/contacts/<uuid:uid>/", self_service.own_contact_edit, name="own-contact-edit"),
    path(
        "network/my-data/held/contacts/<uuid:uid>/remove/",
        self_service.own_contact_remove,
        name="own-contact-remove",
    ),
    path("network/my-data/held/consents/", self_service.own_consent, name="own-consent"),
    path("network/my-data/held/erase/", self_service.own_data_erase, name="own-data-erase"),
    path("network/my-data/leave/", self_service.own_data_leave, name="own-data-leave"),
]
