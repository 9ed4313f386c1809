"""What the pages of a study's workspace share: who may come in, the tabs, the way back."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.basics.text import in_language
from sse_portal.records.services import audit_reading

from ..models import Study, SurveyResponse


def study_for(request, uid, right=None):
    """The study, if the visitor may see it (else 404) and holds `right` in its country (else 403)."""
    study = get_object_or_404(Study.objects.visible_to(request.user), uid=uid)
    if right and not can(request.user, right, study.country_id):
        raise PermissionDenied
    return study


def response_for(request, uid, right=None):
    """The response, if the visitor may read it (else 404) and holds `right` in its country (else 403)."""
    rows = SurveyResponse.objects.visible_to(request.user).with_register()
    response = get_object_or_404(rows, uid=uid)
    if right and not can(request.user, right, response.study.country_id):
        raise PermissionDenied
    return response


def note_reading(request, response, act="read"):
    """Answers are restricted: who reads them is noted first."""
    audit_reading(
        by=request.user, kind="mapping.surveyresponse", act=act, country=response.study.country_id,
        record=response.uid, rows=1,
    )  # fmt: skip


# Each tab of a workspace: the right it needs, the name of its page, its label.
TABS = (
    (None, "study-detail", gettext_lazy("Overview")),
    (Can.READ_RESTRICTED, "response-list", gettext_lazy("Responses")),
    (Can.IMPORT_DATA, "import-list", gettext_lazy("Import")),
    (Can.REVIEW_RESPONSES, "review-queue-of-study", gettext_lazy("Review")),
    (Can.READ_RESTRICTED, "study-quality", gettext_lazy("Data quality")),
    (Can.BUILD_RELEASES, "release-build", gettext_lazy("Release")),
)


def tabs(request, study):
    """The tabs that the visitor may open, the present one marked."""
    found = []
    for right, name, label in TABS:
        url = reverse(f"mapping:{name}", args=[study.uid])
        if right is None or can(request.user, right, study.country_id):
            found.append({"url": url, "label": label, "current": url == request.path})
    return found


def crumbs(study=None, *further):
    """The way to a page: studies, the study, and what follows as (label, url) pairs."""
    way = [(_("Studies"), reverse("mapping:study-list"))]
    if study:
        title = in_language(study.title, get_language())
        way.append((title, reverse("mapping:study-detail", args=[study.uid])))
    way += further
    *before, last = way
    return [{"label": label, "url": url} for label, url in before] + [{"label": last[0]}]
