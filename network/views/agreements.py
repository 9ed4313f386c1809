"""Agreements: the list, one of them, writing, and the steps of its life."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.api.parameters import BadParameter
from sse_portal.basics.text import in_language
from sse_portal.records.editing import form_page, version_of
from sse_portal.records.storing import download
from sse_portal.reference import summaries as reference
from sse_portal.ui.caching import for_one_reader

from ..forms.agreements import (
    AgreementFilter,
    AgreementForm,
    AmendForm,
    DocumentForm,
    ReasonForm,
    SignForm,
    TerminateForm,
)
from ..forms.choices import countries_kept
from ..models import Agreement, AgreementDocument
from ..services import agreement_parts
from ..services import agreements as services
from ..services.common import may_keep
from ..summaries import agreements as summaries
from .ways import below_network

TAKES_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def agreement_list(request):
    """The agreements that the reader may know, the newest first."""
    user, form = request.user, AgreementFilter(request.GET)
    context = {
        "form": form,
        "may_add": user.is_authenticated and bool(countries_kept(user)),
        "crumbs": _crumbs(),
    }
    if not form.is_valid():
        return render(request, "network/agreement_list.html", context, status=422)
    try:
        page = summaries.agreements_page(form.asked, user, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "network/agreement_list.html", context, status=400)
    following = request.GET.copy()
    following["cursor"] = page.next_cursor
    context |= {"page": page, "active": len(form.asked)}
    context["next_url"] = f"?{following.urlencode()}" if page.next_cursor else ""
    return for_one_reader(request, render(request, "network/agreement_list.html", context))


@require_safe
def agreement_detail(request, uid):
    """One agreement with the parties and documents that the reader may know."""
    agreement = _known(request, uid)
    page = summaries.agreement_page(agreement, request.user, get_language())
    context = {"agreement": page, "crumbs": _crumbs({"label": page.row.title})}
    return for_one_reader(request, render(request, "network/agreement_detail.html", context))


@login_required
@TAKES_FORM
def agreement_create(request):
    """Write down the draft of an agreement."""
    user = request.user
    if not countries_kept(user):
        raise PermissionDenied
    form = AgreementForm(request.POST or None, user=user)
    title = _("New agreement")
    return form_page(
        request, form, lambda values, version: services.create_agreement(by=user, values=values), title=title,
        crumbs=_crumbs({"label": title}), done=_address, cancel=reverse("network:agreement-list"),
        said=_("The draft is saved. It is seen by the secretariat only, until it is signed."),
    )  # fmt: skip


@login_required
@TAKES_FORM
def agreement_edit(request, uid):
    """Change what is said of an agreement."""
    agreement, user = _kept(request, uid), request.user
    form = AgreementForm(request.POST or None, user=user, record=agreement, languages=_languages(agreement))
    return _form(
        request, agreement, form, _("Change the agreement"), _("The agreement is changed."),
        lambda values, version: services.change_agreement(
            by=user, agreement=agreement, values=values, version=version
        ),
    )  # fmt: skip


@login_required
@TAKES_FORM
def agreement_sign(request, uid):
    """Say that it was signed."""
    agreement = _kept(request, uid)
    form = SignForm(request.POST or None, record=agreement)
    return _form(
        request, agreement, form, _("Signed"), _("The agreement is signed."),
        lambda values, version: services.sign_agreement(
            by=request.user, agreement=agreement, values=values, version=version
        ),
    )  # fmt: skip


@login_required
@TAKES_FORM
def agreement_suspend(request, uid):
    """Let it rest for a while."""
    agreement = _kept(request, uid)
    return _form(
        request, agreement, ReasonForm(request.POST or None, record=agreement), _("Suspend the agreement"),
        _("The agreement is suspended."),
        lambda values, version: services.suspend_agreement(
            by=request.user, agreement=agreement, version=version, **values
        ),
    )  # fmt: skip


@login_required
@require_POST
def agreement_resume(request, uid):
    """Let it hold again."""
    agreement = _kept(request, uid)
    services.resume_agreement(by=request.user, agreement=agreement, version=version_of(request))
    messages.success(request, _("The agreement holds again."))
    return redirect(_address(agreement))


@login_required
@TAKES_FORM
def agreement_terminate(request, uid):
    """End it before its time."""
    agreement = _kept(request, uid)
    form = TerminateForm(
        request.POST or None, record=agreement, initial={"terminated_on": timezone.localdate()}
    )
    return _form(
        request, agreement, form, _("Terminate the agreement"), _("The agreement is terminated."),
        lambda values, version: services.terminate_agreement(
            by=request.user, agreement=agreement, version=version, **values
        ),
    )  # fmt: skip


@login_required
@TAKES_FORM
def agreement_amend(request, uid):
    """Add the next amendment."""
    agreement = _kept(request, uid)
    form = AmendForm(request.POST or None, record=agreement, languages=_languages(agreement))
    return _form(
        request, agreement, form, _("Add an amendment"), _("The amendment is added."),
        lambda values, version: agreement_parts.amend_agreement(
            by=request.user, agreement=agreement, values=values, version=version
        ),
    )  # fmt: skip


@login_required
@TAKES_FORM
def agreement_document_add(request, uid):
    """Keep a document of the agreement."""
    agreement = _kept(request, uid)
    form = DocumentForm(request.POST or None, request.FILES or None)

    def save(values, version):
        file = values.pop("file")
        return agreement_parts.add_document(by=request.user, agreement=agreement, values=values, file=file)

    return _form(
        request, agreement, form, _("Add a document"), _("The document is added."), save, record=None
    )


@require_safe
def agreement_document(request, uid):
    """Give out a document, as a download."""
    return download(_document(request, uid), request)


@login_required
@require_POST
def agreement_document_remove(request, uid):
    """Take away a document that does not belong here."""
    document = _document(request, uid)
    if not may_keep(request.user, document.agreement.country_id):
        raise PermissionDenied
    agreement_parts.remove_document(by=request.user, document=document)
    messages.success(request, _("The document is removed."))
    return redirect(_address(document.agreement))


def _known(request, uid):
    """The agreement, if the visitor may know it; 404 otherwise."""
    rows = Agreement.objects.visible_to(request.user).with_state(timezone.localdate())
    return get_object_or_404(rows, uid=uid)


def _kept(request, uid):
    """The agreement, if the visitor may know it (else 404) and keeps its country (else 403)."""
    agreement = _known(request, uid)
    if not may_keep(request.user, agreement.country_id):
        raise PermissionDenied
    return agreement


def _document(request, uid):
    """The document, if the visitor may have it and know its agreement; 404 otherwise."""
    known = Agreement.objects.visible_to(request.user)
    rows = AgreementDocument.objects.visible_to(request.user).of_agreements(known)
    return get_object_or_404(rows.select_related("agreement"), uid=uid)


def _address(agreement):
    return reverse("network:agreement-detail", args=[agreement.uid])


def _languages(agreement):
    return reference.country(agreement.country_id).languages if agreement.country_id else ()


def _crumbs(*further):
    listed = {"label": _("Agreements"), "url": reverse("network:agreement-list")}
    return below_network([listed, *further] if further else [{"label": listed["label"]}])


def _form(request, agreement, form, title, said, save, **options):
    """A page with a form about an agreement, which leads back to it."""
    name, address = in_language(agreement.title, get_language()), _address(agreement)
    return form_page(
        request, form, save, title=title, lead=name, said=said, cancel=address, done=lambda _result: address,
        crumbs=_crumbs({"label": name, "url": address}, {"label": title}), **{"record": agreement} | options,
    )  # fmt: skip
