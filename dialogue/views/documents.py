"""Papers of a committee: kept, given out, changed, taken away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sse_portal.basics.problems import Problem
from sse_portal.records.editing import form_page
from sse_portal.records.storing import download

from ..forms.committees import DocumentForm, NewDocumentForm
from ..models import Document, Meeting, Recommendation
from ..services import documents as services
from ..services.common import may_run
from ..services.meetings import as_uid
from .committees import TAKES_FORM, crumbs_of, page_of, run_by


@login_required
@TAKES_FORM
def document_create(request, uid):
    """Keep a paper of a committee; with ?meeting= or ?recommendation= of one of its meetings or recommendations."""
    committee = run_by(request, uid)
    place = {
        name: get_object_or_404(model.objects.visible_to(request.user), uid=as_uid(key), committee=committee)
        for name, model in (("meeting", Meeting), ("recommendation", Recommendation))
        if (key := request.GET.get(name))
    }
    form = NewDocumentForm(request.POST or None, request.FILES or None, committee=committee)

    def save(values, version):
        file = values.pop("file")
        return services.store_document(
            by=request.user, committee=committee, values=values, file=file, **place
        )

    return _form(request, committee, form, _("Add a document"), _("The document is added."), save, **place)


@login_required
@TAKES_FORM
def document_edit(request, uid):
    """Change what is said of a paper."""
    document = _run(request, uid)
    form = DocumentForm(request.POST or None, committee=document.committee, record=document)

    def save(values, version):
        return services.change_document(by=request.user, document=document, values=values, version=version)

    return _form(
        request, document.committee, form, _("Edit the document"), _("The document is changed."), save,
        record=document, meeting=document.meeting, recommendation=document.recommendation,
    )  # fmt: skip


@require_safe
def document_download(request, uid):
    """Give out a paper, as a download."""
    return download(get_object_or_404(Document.objects.visible_to(request.user), uid=uid), request)


@login_required
@require_POST
def document_remove(request, uid):
    """Take away a paper that does not belong here."""
    document = _run(request, uid)
    address = _page(document.committee, document.meeting, document.recommendation)
    try:
        services.remove_document(by=request.user, document=document)
    except Problem as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("The document is removed."))
    return redirect(address)


def _run(request, uid):
    document = get_object_or_404(Document.objects.visible_to(request.user), uid=uid)
    if not may_run(request.user, document.committee.country_id):
        raise PermissionDenied
    return document


def _page(committee, meeting=None, recommendation=None):
    """The page that shows the paper."""
    if meeting:
        return reverse("dialogue:meeting-detail", args=[meeting.uid])
    if recommendation:
        key = recommendation.code or recommendation.uid
        return reverse("dialogue:recommendation-detail", args=[key])
    return page_of(committee)


def _form(request, committee, form, title, said, save, record=None, **place):
    address = _page(committee, **place)
    return form_page(
        request, form, save, title=title, crumbs=crumbs_of(committee, title), said=said, record=record,
        done=lambda _made: address, cancel=address,
    )  # fmt: skip
