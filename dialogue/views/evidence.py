"""Evidence of a recommendation: pinned, looked at again, taken off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sse_portal.records.editing import version_of

from ..forms.evidence import EvidenceChoice, EvidenceForm
from ..models import Evidence, EvidenceCheck
from ..services import evidence as services
from ..services.common import may_run
from ..services.evidence_checks import check_evidence
from ..summaries.recommendation_pages import address_of
from .recommendations import TAKES_FORM, about, crumbs, kept, languages_of


@login_required
@TAKES_FORM
def evidence_create(request, uid):
    """Pin a figure, a definition, a document or a paragraph: the address says of what, then one chooses it."""
    recommendation = kept(request, uid)
    choice = EvidenceChoice(request.GET or None, recommendation=recommendation, user=request.user)
    if not choice.is_enough:
        return _choose(request, recommendation, choice)
    form = EvidenceForm(
        request.POST or None, choice=choice, recommendation=recommendation, user=request.user,
        languages=languages_of(recommendation),
    )  # fmt: skip
    return about(
        request, recommendation, form, _("Pin evidence"), _("The evidence is pinned."),
        lambda values, _version: services.pin_evidence(
            by=request.user, recommendation=recommendation, values=values
        ),
        record=None,
    )  # fmt: skip


def _choose(request, recommendation, choice):
    """The first step; it comes back as long as something is not chosen."""
    address = address_of(recommendation)
    title = _("Pin evidence")
    context = {
        "form": choice,
        "title": title,
        "cancel_url": address,
        "crumbs": crumbs({"label": str(recommendation.code or "–"), "url": address}, {"label": title}),
    }
    refused = request.method == "POST" or (choice.is_bound and not choice.is_valid())
    return render(request, "dialogue/evidence_choose.html", context, status=422 if refused else 200)


@login_required
@require_POST
def evidence_check(request, uid):
    """Look at all evidence again, now."""
    recommendation = kept(request, uid)
    evidence = check_evidence(by=request.user, recommendation=recommendation)
    changed = sum(piece.status != EvidenceCheck.Status.CURRENT for piece in evidence)
    if changed:
        said = ngettext(
            "%(n)d piece of evidence is not what it was.", "%(n)d pieces of evidence are not what they were.",
            changed,
        )  # fmt: skip
        messages.warning(request, said % {"n": changed})
    else:
        messages.success(request, _("All evidence is as it was."))
    return redirect(f"{address_of(recommendation)}#evidence")


@login_required
@require_POST
def evidence_remove(request, uid):
    """Take a piece of evidence off."""
    rows = Evidence.objects.visible_to(request.user).select_related("recommendation__committee")
    evidence = get_object_or_404(rows, uid=uid)
    if not may_run(request.user, evidence.recommendation.country_id):
        raise PermissionDenied
    services.remove_evidence(by=request.user, evidence=evidence, version=version_of(request))
    messages.success(request, _("The evidence is taken off."))
    return redirect(f"{address_of(evidence.recommendation)}#evidence")
