"""How good the data of a study are."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sse_portal.accounts.roles import Can
from sse_portal.records.services import audit_reading

from ..summaries.quality import quality_of
from ..summaries.studies import counts_of, study_brief
from .workspace import crumbs, study_for, tabs


@login_required
@require_safe
def study_quality(request, uid):
    """Progress by region and interviewer, missing answers, broken rules, possible duplicates."""
    study = study_for(request, uid, Can.READ_RESTRICTED)
    audit_reading(
        by=request.user, kind="mapping.study", country=study.country_id, record=study.uid,
        asked={"page": "quality"},
    )  # fmt: skip
    context = {
        "study": study_brief(study, get_language(), counts_of(study)),
        "quality": quality_of(study, get_language()),
        "tabs": tabs(request, study),
        "crumbs": crumbs(study),
    }
    return render(request, "mapping/study_quality.html", context)
