"""Organisations out of the directory as a file, and into it from one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.api.conditional import kept
from sse_portal.basics.problems import Problem
from sse_portal.ui.formats import number

from ..forms.interchange import ConfirmForm, ImportForm
from ..forms.organizations import DirectoryFilter
from ..interchange import exports
from ..interchange.files import read_file
from ..interchange.uploads import drop_upload, keep_upload, open_upload
from ..services.import_plan import plan_import
from ..services.import_rows import CREATE, UPDATE
from ..services.imports import Undecided, run_import
from ..summaries.directory import found
from ..summaries.imports import dry_run
from .ways import below_network

MOST_ROWS = 2_000


@require_safe
def organization_export(request):
    """The public directory, with the filters of its page, as ?format=csv, xlsx, jsonl, popolo or vcard."""
    form = DirectoryFilter(request.GET)
    if not form.is_valid():
        return render(request, "network/organization_list.html", {"form": form}, status=422)
    export = exports.FORMATS.get(request.GET.get("format", "csv"))
    if export is None:
        raise Http404
    rows = found(form.asked)
    if export.most is not None and rows.order_by().values("pk")[: export.most + 1].count() > export.most:
        form.add_error(None, _("A spreadsheet takes up to %(most)d rows.") % {"most": export.most})
        return render(request, "network/organization_list.html", {"form": form}, status=422)
    response = StreamingHttpResponse(export.pieces(rows), content_type=export.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="organizations.{export.ending}"'
    response.headers["Cache-Control"] = kept(request, False)
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organization_import(request):
    """Take a file in, show row by row what it would do, and do that after a confirmation."""
    if not can(request.user, Can.RUN_NETWORK):
        raise PermissionDenied
    if token := request.POST.get("upload") or request.GET.get("upload"):
        return _confirm(request, token) if request.method == "POST" else _show(request, token)
    form, status = ImportForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        form, status = ImportForm(request.POST, request.FILES), 422
    if form.is_valid():
        try:
            token = keep_upload(form.cleaned_data["file"], by=request.user)
            return redirect(f"{reverse('network:organization-import')}?upload={token}")
        except Problem as problem:
            form.add_error("file", problem.message)
            status = problem.status
    return render(request, "network/import_upload.html", {"form": form, "crumbs": _way()}, status=status)


def _way(*further):
    crumbs = [
        (_("Directory of organisations"), reverse("network:organization-list")),
        (_("Import"), reverse("network:organization-import") if further else ""),
        *further,
    ]
    return below_network([{"label": label, "url": url} for label, url in crumbs])


def _show(request, token, *, form=None, problem=None):
    """The dry run; a file that cannot be read is refused with the place, and not kept."""
    form = form or ConfirmForm()
    try:
        path, name = open_upload(token, by=request.user)
        read = read_file(path, most=MOST_ROWS)
        decisions = form.decisions() if form.is_bound else {}
        planned = plan_import(by=request.user, rows=read.rows, decisions=decisions)
    except Problem as refused:
        return _refused(request, token, refused)
    context = {
        "form": form, "token": token, "name": name, "unread": read.unread, "crumbs": _way((name, "")),
        "run": dry_run(planned, request.user, get_language()), "problem": str(problem.message) if problem else "",
    }  # fmt: skip
    return render(request, "network/import_plan.html", context, status=problem.status if problem else 200)


def _refused(request, token, problem):
    drop_upload(token, by=request.user)
    form = ImportForm({}, {})
    form.errors.clear()
    form.add_error("file", problem.message)
    return render(
        request, "network/import_upload.html", {"form": form, "crumbs": _way()}, status=problem.status
    )


def _confirm(request, token):
    if "cancel" in request.POST:
        drop_upload(token, by=request.user)
        messages.success(request, _("The import is cancelled. Nothing was changed."))
        return redirect("network:organization-import")
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        path, name = open_upload(token, by=request.user)
        read = read_file(path, most=MOST_ROWS)
        done = run_import(
            by=request.user, rows=read.rows, decisions=form.decisions(),
            undecided=form.cleaned_data["undecided"], reason=_("Imported from %(file)s") % {"file": name},
        )  # fmt: skip
    except Undecided as problem:
        return _show(request, token, form=form, problem=problem)
    except Problem as problem:
        return _refused(request, token, problem)
    drop_upload(token, by=request.user)
    counts = {"new": number(done.counts.get(CREATE, 0)), "changed": number(done.counts.get(UPDATE, 0))}
    messages.success(request, _("Imported: %(new)s new, %(changed)s changed.") % counts)
    return redirect("network:organization-list")
