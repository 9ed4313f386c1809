"""Activities as a file, and a file of activities: shown what it would do, then done."""

import base64
import secrets
import zlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.basics.problems import Problem

from ..forms.activities import ActivityFilter, ActivityImportForm
from ..hxl.writing import pieces
from ..services import activity_imports as services
from ..summaries import activities
from .activities import crumbs

KINDS = {"csv": False, "hxl": True}
# A file waits this long for its confirmation, seconds.
WAITS = 3600
SHOWN = 200


@require_safe
def activity_export(request, kind):
    """The public activities that match, the same for everybody: as CSV, or with a row of HXL hashtags."""
    form = ActivityFilter(request.GET, user=None)
    if kind not in KINDS or not form.is_valid():
        raise Http404
    rows = activities.found(form.asked)
    response = StreamingHttpResponse(
        pieces(rows, hashtags=KINDS[kind]), content_type="text/csv; charset=utf-8"
    )
    name = "activities.csv" if kind == "csv" else "activities-hxl.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def activity_import(request):
    """Take a file and show what importing it would do; nothing is written."""
    if not can(request.user, Can.RUN_NETWORK):
        raise PermissionDenied
    form = ActivityImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "network/activity_import.html", _context(form), status=status)
    file = form.cleaned_data["file"]
    if file.size > services.MOST_BYTES:
        form.add_error(
            "file", _("The file is larger than %(most)d MB.") % {"most": services.MOST_BYTES // 1024**2}
        )
        return render(request, "network/activity_import.html", _context(form), status=422)
    content = file.read()
    try:
        plan = services.check_activities(by=request.user, content=content)
    except Problem as problem:
        form.add_error("file", problem.message)
        return render(request, "network/activity_import.html", _context(form), status=problem.status)
    token = _keep(request.user, content, file.name)
    return render(request, "network/activity_import.html", _context(form, plan, token))


@login_required
@require_POST
def activity_import_confirm(request):
    """Do what the dry run showed."""
    if not can(request.user, Can.RUN_NETWORK):
        raise PermissionDenied
    kept = _kept(request.user, request.POST.get("token", ""))
    if kept is None:
        messages.error(request, _("The file is no longer there: choose it again."))
        return redirect("network:activity-import")
    name, content = kept
    reason = _("Import: %(name)s") % {"name": name}
    try:
        plan = services.import_activities(
            by=request.user, content=content, digest=request.POST.get("digest", ""), reason=reason
        )
    except services.FileChanged as problem:
        messages.error(request, problem.message)
        plan = services.check_activities(by=request.user, content=content)
        token = _keep(request.user, content, name)
        context = _context(ActivityImportForm(), plan, token)
        return render(request, "network/activity_import.html", context, status=problem.status)
    done = sum(plan.counts.get(act, 0) for act in (services.CREATED, services.CHANGED))
    said = ngettext("%(count)d activity is imported.", "%(count)d activities are imported.", done)
    messages.success(request, said % {"count": done})
    return HttpResponseRedirect(reverse("network:activity-list"))


def _context(form, plan=None, token=""):
    context = {"form": form, "crumbs": crumbs((_("Import"), "")), "plan": plan, "token": token}
    if plan:
        order = (services.REFUSED, services.CREATED, services.CHANGED, services.UNCHANGED)
        context["counts"] = [(act, plan.counts[act]) for act in order if act in plan.counts]
        told = sorted(plan.outcomes, key=lambda outcome: (order.index(outcome.act), outcome.line))
        context |= {"outcomes": told[:SHOWN], "more": max(0, len(told) - SHOWN)}
    return context


def _key(user, token):
    return f"network-activities-{user.pk}-{token}"


def _keep(user, content, name):
    """Keep a file for its confirmation. Returns what names it."""
    token = secrets.token_urlsafe(16)
    packed = base64.b64encode(zlib.compress(content)).decode()
    cache.set(_key(user, token), [str(name)[:100], packed], WAITS)
    return token


def _kept(user, token):
    """(name, content) of a file that this user gave, or None."""
    if not token.isascii() or not token.replace("-", "").replace("_", "").isalnum() or len(token) > 40:
        return None
    found = cache.get(_key(user, token))
    return (found[0], zlib.decompress(base64.b64decode(found[1]))) if found else None
