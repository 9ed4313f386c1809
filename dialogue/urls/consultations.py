from django.urls import path

from ..views import comments, consultations

AT, ONE, COMMENT = (
    "dialogue/consultations/", "dialogue/consultations/<uuid:uid>/", "dialogue/comments/<uuid:uid>/"
)  # fmt: skip

urlpatterns = [
    path(AT, consultations.consultation_list, name="consultation-list"),
    path(
        "dialogue/committees/<uuid:uid>/consult/",
        consultations.consultation_create,
        name="consultation-create",
    ),
    path(ONE, consultations.consultation_detail, name="consultation-detail"),
    path(f"{ONE}edit/", consultations.consultation_edit, name="consultation-edit"),
    path(f"{ONE}cancel/", consultations.consultation_cancel, name="consultation-cancel"),
    path(f"{ONE}publish/", consultations.consultation_publish, name="consultation-publish"),
    path(f"{ONE}report/", consultations.consultation_report, name="consultation-report"),
    path(f"{ONE}report.csv", consultations.consultation_report_csv, name="consultation-report-csv"),
    path(f"{ONE}comment/", comments.comment_create, name="comment-create"),
    path(f"{ONE}comments/", comments.comment_queue, name="comment-queue"),
    path(f"{COMMENT}moderate/", comments.comment_moderate, name="comment-moderate"),
    path(f"{COMMENT}answer/", comments.comment_dispose, name="comment-dispose"),
]
