from django.urls import path

from ..views import committees, documents, popolo, seats

COMMITTEE, RULES, SEAT, MEMBERSHIP, DOCUMENT = (
    f"dialogue/{part}/<uuid:uid>/" for part in ("committees", "rules", "seats", "memberships", "documents")
)  # fmt: skip

urlpatterns = [
    path("dialogue/committees/", committees.committee_list, name="committee-list"),
    path("dialogue/committees/new/", committees.committee_create, name="committee-create"),
    path(COMMITTEE, committees.committee_detail, name="committee-detail"),
    path("dialogue/committees/<uuid:uid>.json", popolo.committee_popolo, name="committee-popolo"),
    path(f"{COMMITTEE}edit/", committees.committee_edit, name="committee-edit"),
    path(f"{COMMITTEE}establish/", committees.committee_establish, name="committee-establish"),
    path(f"{COMMITTEE}suspend/", committees.committee_suspend, name="committee-suspend"),
    path(f"{COMMITTEE}resume/", committees.committee_resume, name="committee-resume"),
    path(f"{COMMITTEE}dissolve/", committees.committee_dissolve, name="committee-dissolve"),
    path(f"{COMMITTEE}rules/new/", committees.rule_set_create, name="rule-set-create"),
    path(f"{RULES}edit/", committees.rule_set_edit, name="rule-set-edit"),
    path(f"{COMMITTEE}seats/new/", seats.seat_create, name="seat-create"),
    path(f"{SEAT}edit/", seats.seat_edit, name="seat-edit"),
    path(f"{SEAT}members/new/", seats.membership_create, name="membership-create"),
    path(f"{MEMBERSHIP}edit/", seats.membership_edit, name="membership-edit"),
    path(f"{MEMBERSHIP}end/", seats.membership_end, name="membership-end"),
    path(f"{COMMITTEE}documents/new/", documents.document_create, name="document-create"),
    path(DOCUMENT, documents.document_download, name="document-download"),
    path(f"{DOCUMENT}edit/", documents.document_edit, name="document-edit"),
    path(f"{DOCUMENT}remove/", documents.document_remove, name="document-remove"),
]
