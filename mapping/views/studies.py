"""Studies: the list, the workspace, setting one up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import EVERYWHERE, can, countries_of
from sse_portal.basics.problems import Problem
from sse_portal.basics.text import in_language
from sse_portal.records.editing import version_of
from sse_portal.records.services import StaleVersion
from sse_portal.reference import summaries as reference

from ..forms.studies import StudyForm
from ..services import studies as services
from ..summaries.studies import counts_of, studies_for, study_brief, waiting_for
from .workspace import crumbs, study_for, tabs


@login_required
@require_safe
def study_list(request):
    """The studies that the visitor may see."""
    context = {
        "studies": studies_for(request.user, get_language()),
        "countries": _manageable(request.user),
        "waiting": waiting_for(request.user).count() if can(request.user, Can.REVIEW_RESPONSES) else 0,
        "crumbs": crumbs(),
    }
    return render(request, "mapping/study_list.html", context)


def _manageable(user):
    """The countries where the visitor may set up a study."""
    held = countries_of(user, Can.MANAGE_STUDIES)
    rows = [row for row in reference.countries() if held is EVERYWHERE or row.iso2 in held]
    return [{"iso2": row.iso2, "name": in_language(row.names, get_language())} for row in rows]


@login_required
@require_safe
def study_detail(request, uid):
    """The workspace of a study: how far it is, and where to go on."""
    study, user = study_for(request, uid), request.user
    may_read = can(user, Can.READ_DRAFTS, study.country_id)
    context = {
        "study": study_brief(study, get_language(), counts_of(study) if may_read else None),
        "tabs": tabs(request, study),
        "crumbs": crumbs(study),
        "may_manage": can(user, Can.MANAGE_STUDIES, study.country_id),
        "may_enter": study.takes_responses and can(user, Can.ENTER_RESPONSES, study.country_id),
        "waiting": waiting_for(user).of_study(study).count(),
    }
    return render(request, "mapping/study_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def study_create(request):
    """Set up a study of the country that the address names: ?country=KH."""
    country = reference.country(request.GET.get("country", ""))
    if country is None:
        raise Http404
    if not can(request.user, Can.MANAGE_STUDIES, country.iso2):
        raise PermissionDenied
    form = StudyForm(request.POST or None, country=country)
    if form.is_valid():
        try:
            study = services.create_study(by=request.user, country=country.iso2, values=form.values())
        except Problem as problem:
            form.tell(problem)
        else:
            messages.success(request, _("The study is set up. Open it when the field work begins."))
            return redirect("mapping:study-detail", study.uid)
    title = _("New study: %(country)s") % {"country": in_language(country.names, get_language())}
    return _form_page(request, form, title, crumbs(None, (title, "")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def study_edit(request, uid):
    """Change what is said of a study."""
    study = study_for(request, uid, Can.MANAGE_STUDIES)
    form = StudyForm(request.POST or None, country=reference.country(study.country_id), study=study)
    status, rows = 200, []
    if form.is_valid():
        try:
            values, version = form.values(study), version_of(request)
            services.change_study(by=request.user, study=study, values=values, version=version)
        except StaleVersion as problem:
            form.add_error(None, problem.message)
            status, rows = problem.status, form.differences(study)
        except Problem as problem:
            form.tell(problem)
            status = problem.status
        else:
            messages.success(request, _("The study is changed."))
            return redirect("mapping:study-detail", study.uid)
    title = _("Change the study")
    way = crumbs(study, (title, ""))
    # After a refusal the form carries the newest version: saving again is a decision, taken with both in view.
    return _form_page(request, form, title, way, version=study.version, status=status, rows=rows)


def _form_page(request, form, title, way, *, version=None, status=200, rows=()):
    context = {"form": form, "title": title, "crumbs": way, "version": version, "rows": rows}
    context["cancel_url"] = reverse("mapping:study-list")
    status = status if status != 200 or not form.errors else 422
    return render(request, "ui/form_page.html", context, status=status)


@login_required
@require_POST
def study_open(request, uid):
    """Open a study for responses."""
    study = study_for(request, uid, Can.MANAGE_STUDIES)
    services.open_study(by=request.user, study=study, version=version_of(request))
    messages.success(request, _("The study takes responses now."))
    return redirect("mapping:study-detail", study.uid)


@login_required
@require_POST
def study_close(request, uid):
    """Close a study: responses are still reviewed, no more are entered."""
    study = study_for(request, uid, Can.MANAGE_STUDIES)
    services.close_study(by=request.user, study=study, version=version_of(request))
    messages.success(request, _("The study is closed. Submitted responses can still be reviewed."))
    return redirect("mapping:study-detail", study.uid)
