"""Imports of a study: upload, columns, the dry run row by row, publication, undoing."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.accounts.roles import Can
from sse_portal.accounts.services import can
from sse_portal.basics.problems import Problem
from sse_portal.records.services import audit_reading

from ..forms.imports import ColumnsForm, ReadingForm, UploadForm
from ..models import ImportBatch
from ..services import imports as services
from ..summaries.imports import SHOWN, brief, briefs_of, rows_page
from ..tasks import check_batch, clear_batch, publish_batch
from .workspace import crumbs, study_for, tabs

State = ImportBatch.State
JOBS = {
    State.CHECKING: check_batch,
    State.PUBLISHING: publish_batch,
    State.UNDOING: clear_batch,
    State.CANCELLED: clear_batch,
}
MAPPABLE = services.MAPPABLE
LAST_LINE = 10**9


def batch_for(request, uid):
    """The import, if the visitor may import in its country; 404 otherwise."""
    rows = ImportBatch.objects.visible_to(request.user).select_related("study", "by")
    return get_object_or_404(rows, uid=uid)


def _enqueue(batch):
    transaction.on_commit(partial(JOBS[batch.state].enqueue, str(batch.uid)))


def _way(batch, *further):
    study = batch.study
    return crumbs(
        study, (_("Import"), reverse("mapping:import-list", args=[study.uid])),
        (batch.file_name, reverse("mapping:import-detail", args=[batch.uid])), *further,
    )  # fmt: skip


@login_required
@require_safe
def import_list(request, uid):
    """The imports of a study."""
    study = study_for(request, uid, Can.IMPORT_DATA)
    way = crumbs(study, (_("Import"), ""))
    context = {
        "study_uid": study.uid,
        "imports": briefs_of(study, get_language()),
        "tabs": tabs(request, study),
    }
    return render(request, "mapping/import_list.html", context | {"crumbs": way, "title": way[1]["label"]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_create(request, uid):
    """Take a file in. A file that is no table is refused with the place, and nothing is kept of it."""
    study = study_for(request, uid, Can.IMPORT_DATA)
    form, status = UploadForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        form, status = UploadForm(request.POST, request.FILES), 422
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.upload_file(by=request.user, study=study, file=file, name=file.name)
        except Problem as problem:
            form.add_error("file", problem.message)
            status = problem.status
        else:
            return redirect("mapping:import-columns", batch.uid)
    way = crumbs(study, (_("Import"), reverse("mapping:import-list", args=[uid])), (_("New import"), ""))
    context = {"form": form, "study_uid": uid, "crumbs": way, "study": way[1]["label"]}
    return render(request, "mapping/import_create.html", context, status=status)


@login_required
@require_safe
def import_detail(request, uid):
    """How far an import is, what it would do, and the next step."""
    batch = batch_for(request, uid)
    return render(request, "mapping/import_detail.html", _detail(request, batch))


def _detail(request, batch, **further):
    told = brief(batch, get_language())
    counts = [(name, told.counts[name]) for name in SHOWN if name in told.counts]
    return {
        "batch": told, "counts": counts, "crumbs": _way(batch), "tabs": tabs(request, batch.study),
        "can_map": batch.state in MAPPABLE, "can_cancel": batch.state in services.NOT_PUBLISHED, **further,
    }  # fmt: skip


@login_required
@require_safe
def import_progress(request, uid):
    """The part of the page that tells how far a step is; asked for every two seconds while it runs."""
    told = brief(batch_for(request, uid), get_language())
    response = render(request, "mapping/import_progress.html", {"batch": told})
    if not told.is_working:
        response.headers["HX-Refresh"] = "true"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request, uid):
    """What the columns mean, and the values of closed questions."""
    batch, status = batch_for(request, uid), 200
    if batch.state not in MAPPABLE:
        return redirect("mapping:import-detail", uid)
    form = ColumnsForm(request.POST if request.method == "POST" else None, batch=batch)
    if form.is_bound and "show" not in request.POST:
        status = 422
        if form.is_valid() and _map(request, batch, form):
            return redirect("mapping:import-detail", uid)
    context = {
        "form": form, "batch": brief(batch, get_language()), "reading": ReadingForm(shape=batch.shape),
        "crumbs": _way(batch, (_("Columns"), "")), "columns": list(form.columns()),
    }  # fmt: skip
    return render(request, "mapping/import_columns.html", context, status=status)


def _map(request, batch, form):
    """Whether the columns were accepted; what was wrong is on the form."""
    erases = form.cleaned_data["blank_erases"]
    try:
        services.map_columns(by=request.user, batch=batch, mapping=form.mapping(), blank_erases=erases)
    except Problem as problem:
        places = {column: f"to-{place}" for place, column in enumerate(batch.shape["header"])}
        for error in problem.errors or [{"field": "", "message": problem.message}]:
            form.add_error(places.get(error["field"]), error["message"])
        return False
    _enqueue(batch)
    return True


@login_required
@require_POST
def import_reading(request, uid):
    """Read the file with another encoding, delimiter or sheet."""
    batch = batch_for(request, uid)
    form = ReadingForm(request.POST, shape=batch.shape)
    if not form.is_valid():
        messages.error(request, _("Choose one of the values offered."))
        return redirect("mapping:import-columns", uid)
    try:
        services.read_otherwise(by=request.user, batch=batch, **form.chosen())
    except Problem as problem:
        messages.error(request, str(problem.message))
    return redirect("mapping:import-columns", uid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_rows(request, uid):
    """The rows of the dry run, in pages, and decisions about likely duplicates."""
    batch = batch_for(request, uid)
    if batch.state not in (State.CHECKED, State.PUBLISHED, State.PUBLISHING, State.UNDONE, State.UNDOING):
        return redirect("mapping:import-detail", uid)
    show = request.GET.get("show", "problems")
    if show not in SHOWN:
        raise Http404
    if request.method == "POST":
        _decide(request, batch)
        return redirect(request.get_full_path())
    rows, more = rows_page(batch, show, _line(request.GET.get("after", "0")))
    next_url = f"?show={show}&after={more}" if more else ""
    told = brief(batch, get_language())
    context = {
        "batch": told, "rows": rows, "next_url": next_url, "crumbs": _way(batch, (_("Rows"), "")),
        "tabs": _row_tabs(show, told), "decides": batch.state == State.CHECKED and any(row.can_decide for row in rows),
    }  # fmt: skip
    return render(request, "mapping/import_rows.html", context)


def _line(text):
    return min(int(text), LAST_LINE) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def _row_tabs(show, told):
    labels = {
        "problems": _("Only problems"), "create": _("New"), "update": _("Changed"), "unchanged": _("Unchanged"),
        "refused": _("Refused"), "duplicate": _("Likely duplicates"), "all": _("All"),
    }  # fmt: skip
    return [
        {"url": f"?show={name}", "label": label, "current": name == show, "count": told.counts.get(name)}
        for name, label in labels.items()
        if name in ("problems", "all") or name in told.counts
    ]


def _decide(request, batch):
    try:
        if "all" in request.POST:
            services.decide_all(by=request.user, batch=batch, decision=request.POST["all"])
        else:
            given = {
                _line(name.removeprefix("row-")): value
                for name, value in request.POST.items()
                if name.startswith("row-")
            }
            services.decide(by=request.user, batch=batch, decisions=given)
    except Problem as problem:
        messages.error(request, str(problem.message))
    else:
        messages.success(request, _("Your decisions are kept."))


@login_required
@require_safe
def import_file(request, uid):
    """The file as it was uploaded, as an attachment; it holds restricted answers, so who takes it is noted."""
    batch = batch_for(request, uid)
    if not batch.file:
        raise Http404
    if not can(request.user, Can.READ_RESTRICTED, batch.study.country_id):
        raise PermissionDenied
    audit_reading(
        by=request.user,
        kind="mapping.importbatch",
        act="export",
        country=batch.study.country_id,
        record=batch.uid,
    )
    response = FileResponse(batch.file.open("rb"), as_attachment=True, filename=batch.file_name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def import_publish(request, uid):
    """Publish what was checked; the job does it while the page shows how far it is."""
    return _step(request, uid, services.confirm_publication)


@login_required
@require_POST
def import_check(request, uid):
    """Check the rows again, for example because records changed since."""
    return _step(request, uid, services.check_again)


@login_required
@require_POST
def import_undo(request, uid):
    """Take a published import back as a whole."""
    reason = request.POST.get("reason", "")
    return _step(request, uid, partial(services.undo_batch, reason=reason), _("The import is undone."))


@login_required
@require_POST
def import_cancel(request, uid):
    """Give an import up that is not published."""
    return _step(request, uid, services.cancel_batch, _("The import is cancelled. Nothing was changed."))


@login_required
@require_POST
def import_continue(request, uid):
    """Start the present step again where it stopped, after a process died."""
    batch = batch_for(request, uid)
    if batch.state in JOBS:
        _enqueue(batch)
    return redirect("mapping:import-detail", uid)


def _step(request, uid, act, done=""):
    """One step, and back to the page; a refusal is shown there, with the status that says so."""
    batch = batch_for(request, uid)
    try:
        act(by=request.user, batch=batch)
    except Problem as problem:
        context = _detail(
            request, batch, problem=str(problem.message), records=problem.extra.get("records", ())
        )
        return render(request, "mapping/import_detail.html", context, status=problem.status)
    if batch.state in JOBS:
        _enqueue(batch)
    if done:
        messages.success(request, done)
    return redirect("mapping:import-detail", uid)
