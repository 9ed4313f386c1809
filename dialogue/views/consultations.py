"""Consultations: the list, one of them, announcing, changing, cancelling, and the report."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sse_portal.api.parameters import BadParameter
from sse_portal.basics.text import in_language
from sse_portal.records.editing import form_page, version_of
from sse_portal.records.storing import disposition
from sse_portal.reference import summaries as reference
from sse_portal.ui.caching import for_one_reader

from ..forms.consultations import ConsultationFilter, ConsultationForm, ReasonForm
from ..models import Committee, Consultation
from ..services import consultations as services
from ..services.common import may_run
from ..summaries import comments, report_csv
from ..summaries import consultations as summaries
from .ways import below_dialogue

TAKES_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def consultation_list(request):
    """The consultations that the reader may know, the newest first."""
    form = ConsultationFilter(request.GET)
    context = {"form": form, "crumbs": crumbs()}
    if not form.is_valid():
        return render(request, "dialogue/consultation_list.html", context, status=422)
    try:
        page = summaries.consultations_page(
            form.asked, request.user, get_language(), request.GET.get("cursor")
        )
    except BadParameter as problem:
        form.add_error(None, problem.message)
        return render(request, "dialogue/consultation_list.html", context, status=400)
    context |= {"page": page, "active": form.active, "next_url": next_url(request, page.next_cursor)}
    return for_one_reader(request, render(request, "dialogue/consultation_list.html", context))


@require_safe
def consultation_detail(request, uid):
    """What is asked, with the comments beside each part; ?part=p1 all comments on one part."""
    consultation, language = known(request, uid), get_language()
    context = {"page": summaries.consultation_page(consultation, request.user, language)}
    context["crumbs"] = crumbs({"label": context["page"].row.title})
    if "part" in request.GET:
        try:
            part = summaries.part_page(
                consultation, request.GET["part"], request.user, language, request.GET.get("cursor")
            )
        except BadParameter as problem:
            raise Http404 from problem
        if part is None:
            raise Http404
        context |= {"part": part, "next_url": next_url(request, part.next_cursor)}
    return for_one_reader(request, render(request, "dialogue/consultation_detail.html", context))


@login_required
@TAKES_FORM
def consultation_create(request, uid):
    """Announce a consultation of a committee; ?about=recommendation:… chooses what it is about."""
    user = request.user
    committee = get_object_or_404(Committee.objects.visible_to(user), uid=uid)
    if not may_run(user, committee.country_id):
        raise PermissionDenied
    form = ConsultationForm(
        request.POST or None, user=user, committee=committee, languages=languages_of(committee)
    )
    form.initial["about"] = request.GET.get("about", "")
    title = _("New consultation")
    return form_page(
        request, form,
        lambda values, _version: services.announce_consultation(by=user, committee=committee, values=values),
        title=title, lead=in_language(committee.name, get_language()), crumbs=crumbs({"label": title}),
        done=address_of, cancel=reverse("dialogue:committee-detail", args=[committee.uid]),
        said=_("The consultation is announced."),
    )  # fmt: skip


@login_required
@TAKES_FORM
def consultation_edit(request, uid):
    """Change what is said of a consultation, or make it longer."""
    consultation = kept(request, uid)
    form = ConsultationForm(
        request.POST or None, user=request.user, committee=consultation.committee, record=consultation,
        languages=languages_of(consultation),
    )  # fmt: skip
    return _form(
        request, consultation, form, _("Change the consultation"), _("The consultation is changed."),
        services.change_consultation,
    )  # fmt: skip


@login_required
@TAKES_FORM
def consultation_cancel(request, uid):
    """It does not take place."""
    consultation = kept(request, uid)
    form = ReasonForm(request.POST or None, record=consultation)
    return form_about(
        request, consultation, form, _("Cancel the consultation"), _("The consultation is cancelled."),
        lambda values, version: services.cancel_consultation(
            by=request.user, consultation=consultation, version=version, **values
        ),
    )  # fmt: skip


@login_required
@require_POST
def consultation_publish(request, uid):
    """Publish what became of the comments."""
    consultation = kept(request, uid)
    services.publish_report(
        by=request.user, consultation=consultation, version=version_of(request),
        site=request.build_absolute_uri("/"),
    )  # fmt: skip
    return redirect("dialogue:consultation-report", uid)


@require_safe
def consultation_report(request, uid):
    """“You said, we did”: each comment with what became of it."""
    consultation = _reported(request, uid)
    try:
        report = comments.report(consultation, request.user, get_language(), request.GET.get("cursor"))
    except BadParameter as problem:
        raise Http404 from problem
    row = summaries.row_of(consultation, get_language())
    context = {
        "row": row, "report": report, "reported_at": consultation.reported_at,
        "next_url": next_url(request, report.next_cursor),
        "crumbs": crumbs({"label": row.title, "url": address_of(consultation)}, {"label": _("You said, we did")}),
    }  # fmt: skip
    return for_one_reader(request, render(request, "dialogue/consultation_report.html", context))


@require_safe
def consultation_report_csv(request, uid):
    """The same as a table."""
    consultation = _reported(request, uid)
    response = StreamingHttpResponse(
        report_csv.pieces(consultation, request.user, get_language()), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = disposition(f"consultation-{consultation.uid}.csv")
    response.headers["Cache-Control"] = "no-cache"
    return for_one_reader(request, response)


def known(request, uid):
    """The consultation, if the visitor may know it; 404 otherwise."""
    rows = Consultation.objects.visible_to(request.user).select_related("committee")
    return get_object_or_404(rows, uid=uid)


def kept(request, uid):
    """The consultation, if the visitor may know it (else 404) and runs its country’s dialogue (else 403)."""
    consultation = known(request, uid)
    if not may_run(request.user, consultation.country_id):
        raise PermissionDenied
    return consultation


def _reported(request, uid):
    consultation = known(request, uid)
    if not consultation.reported_at:
        raise Http404
    return consultation


def _form(request, consultation, form, title, said, service):
    return form_about(
        request, consultation, form, title, said,
        lambda values, version: service(
            by=request.user, consultation=consultation, values=values, version=version
        ),
    )  # fmt: skip


def form_about(request, consultation, form, title, said, save, **options):
    """A page with a form about a consultation, which leads back to it."""
    name, here = in_language(consultation.title, get_language()), address_of(consultation)
    plain = {"record": consultation, "lead": name, "cancel": here, "done": lambda _result: here}
    return form_page(
        request, form, save, title=title, said=said,
        crumbs=crumbs({"label": name, "url": here}, {"label": title}), **plain | options,
    )  # fmt: skip


def address_of(consultation):
    return reverse("dialogue:consultation-detail", args=[consultation.uid])


def next_url(request, cursor):
    """The address of the next page of what is asked, or ""."""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}" if cursor else ""


def crumbs(*further):
    """The way to a page about consultations."""
    listed = {"label": _("Consultations"), "url": reverse("dialogue:consultation-list")}
    return below_dialogue([listed, *further] if further else [{"label": listed["label"]}])


def languages_of(record):
    """The languages of the country that a record belongs to."""
    return reference.country(record.country_id).languages if record.country_id else ()
