"""Pages of releases and indicators, and the steps of a release: build, publish, withdraw."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.basics.problems import Problem
from sse_portal.basics.text import in_language
from sse_portal.reference.summaries import countries
from sse_portal.ui.caching import for_one_reader
from sse_portal.ui.related import RELEASE, links

from ..forms.releases import BuildForm, PublishForm, WithdrawForm
from ..indicators import INDICATORS, describe
from ..models import Release, Study
from ..services import releases as services
from ..services.releases.building import STEPS
from ..summaries import release_pages as pages
from ..summaries.releases import release_brief, releases_of
from ..tasks import build_release
from .definitions import Words
from .workspace import crumbs, tabs

UNFINISHED = ("building", "failed")


@require_safe
def release_detail(request, uid):
    """A release: what it rests on, its figures, what is withheld, its history. The address is permanent."""
    release = _visible(request, uid)
    context = {
        "page": pages.release_page(release, request.user),
        "steps": _steps(release, request.user),
        "related": links(RELEASE, release, request.user, get_language()),
    }
    page = render(request, "mapping/release_detail.html", context | _progress(release))
    return for_one_reader(request, page)


@require_safe
def release_progress(request, uid):
    """The part of the page that tells how far a build is; asked for every two seconds while it runs."""
    release = _visible(request, uid)
    response = render(request, "mapping/release_progress.html", _progress(release))
    if release.status != Release.Status.BUILDING:
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
def release_indicator(request, uid, code):
    """Every table of one indicator in a release."""
    release = _visible(request, uid)
    if code not in INDICATORS or release.status in (*UNFINISHED, Release.Status.WITHDRAWN):
        raise Http404
    brief = release_brief(release)
    context = {
        "brief": brief,
        "description": describe(code, get_language()),
        "tables": pages.indicator_tables(brief, code),
        "note": pages.note_on(code),
        "crumbs": _crumbs(brief, code),
    }
    return render(request, "mapping/release_indicator.html", context)


@require_safe
def indicator_list(request):
    """What is measured: the thirty indicators."""
    descriptions = [describe(code, get_language()) for code in INDICATORS]
    return render(request, "mapping/indicator_list.html", {"indicators": descriptions})


@require_safe
def indicator_detail(request, code):
    """How an indicator is defined and protected, and its newest figure in each country."""
    if code not in INDICATORS:
        raise Http404
    names = [(row.iso2, in_language(row.names, get_language())) for row in countries()]
    page = pages.indicator_page(code, sorted(names, key=lambda pair: pair[1]))
    return render(request, "mapping/indicator_detail.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release_build(request, uid):
    """Start a release of a study; the job builds it while the page shows how far it is."""
    study = get_object_or_404(Study.objects.visible_to(request.user), uid=uid)
    _require(request, Can.BUILD_RELEASES, study.country_id)
    form = BuildForm(_posted(request))
    status = 200
    if request.method == "POST":
        status, release = _started(request, form, study)
        if release:
            return redirect("mapping:release-detail", release.uid)
    context = {
        "study_title": in_language(study.title, get_language()),
        "crumbs": crumbs(study, (_("Release"), "")),
        "tabs": tabs(request, study),
        "form": form,
        "releases": releases_of(study.country_id, request.user),
    }
    return render(request, "mapping/release_build.html", context, status=status)


def _posted(request):
    """What was sent, empty or not; None when the form was only asked for."""
    return request.POST if request.method == "POST" else None


def _started(request, form, study):
    """(status of the answer, the release or None)."""
    if not form.is_valid():
        return 422, None
    try:
        release = services.start_release(by=request.user, studies=[study], **form.cleaned_data)
    except Problem as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return problem.status, None
    _enqueue(release)
    return 302, release


def _enqueue(release):
    transaction.on_commit(partial(build_release.enqueue, str(release.uid)))


@login_required
@require_POST
def release_rebuild(request, uid):
    """Build again what failed or was interrupted."""
    release = _own(request, uid, Can.BUILD_RELEASES)
    _enqueue(services.rebuild_release(by=request.user, release=release))
    return redirect("mapping:release-detail", release.uid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release_publish(request, uid):
    """Make a built release public."""
    release = _own(request, uid, Can.PUBLISH_RELEASES)
    words = Words(
        _("Publish the release"),
        _("From then on everybody sees it and it never changes. It can only be withdrawn, with a reason."),
        _("Publish"),
        _("The release is published."),
    )
    form = PublishForm(_posted(request), initial={"version": release.version})
    return _step(request, release, form, words, services.publish_release)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release_withdraw(request, uid):
    """Take a published release back."""
    release = _own(request, uid, Can.PUBLISH_RELEASES)
    words = Words(
        _("Withdraw the release"),
        _("Its figures are no longer shown. Its address stays and gives your reason."),
        _("Withdraw"),
        _("The release is withdrawn."),
    )
    form = WithdrawForm(_posted(request), initial={"version": release.version})
    return _step(request, release, form, words, services.withdraw_release)


def _step(request, release, form, words, act):
    """A page that asks for confirmation, and the act when it is given. What was typed stays in the form."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                act(by=request.user, release=release, **form.cleaned_data)
            except Problem as problem:
                form.add_error(problem.field if problem.field in form.fields else None, problem.message)
                status = problem.status
            else:
                messages.success(request, words.done)
                return redirect("mapping:release-detail", release.uid)
    context = {"brief": release_brief(release), "form": form, "words": words}
    return render(request, "mapping/release_step.html", context, status=status)


def _visible(request, uid):
    return get_object_or_404(Release.objects.visible_to(request.user).select_related("definition"), uid=uid)


def _own(request, uid, right):
    """A visible release of a country where the reader holds the right; 403 otherwise."""
    release = _visible(request, uid)
    _require(request, right, release.country_id)
    return release


def _require(request, right, country):
    if not can(request.user, right, country):
        raise PermissionDenied


def _steps(release, user):
    """(URL name, label) of what the reader may do with the release now."""
    publisher = can(user, Can.PUBLISH_RELEASES, release.country_id)
    possible = [
        (publisher and release.status == Release.Status.BUILT, "publish", _("Publish")),
        (publisher and release.status == Release.Status.PUBLISHED, "withdraw", _("Withdraw")),
    ]
    return [(f"mapping:release-{name}", label) for allowed, name, label in possible if allowed]


def _progress(release):
    return {
        "release": release_brief(release),
        "step": STEPS.get(release.step, ""),
        "progress_url": reverse("mapping:release-progress", args=[release.uid]),
    }


def _crumbs(brief, code):
    return [
        {"label": brief.country_name, "url": reverse("pages:country", args=[brief.country.lower()])},
        {
            "label": _("Release %(label)s") % {"label": brief.label},
            "url": reverse("mapping:release-detail", args=[brief.uid]),
        },
        {"label": code},
    ]
