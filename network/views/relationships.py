"""Adding, changing and ending a relationship, from the page of an organisation."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sse_portal.basics.problems import Invalid
from sse_portal.records.editing import form_page

from ..forms.dates import day_after
from ..forms.relationships import EndForm, RelationshipEditForm, RelationshipForm
from ..models import Organization, Relationship
from ..services import relationships as services
from ..services.common import may_keep
from .ways import below_network


class NotOfOurCountry(Invalid):
    """The relationship belongs to the country of the other organisation, where the visitor keeps nothing."""

    code, field = "not-of-our-country", "organization"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def relationship_create(request, uid):
    """Put down what an organisation is to another one, or the other one to it."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user).present(), uid=uid)
    if not may_keep(request.user, organization.country_id):
        raise PermissionDenied
    form = RelationshipForm(request.POST or None, user=request.user, organization=organization)

    def save(values, version):
        try:
            return services.relate_organizations(by=request.user, values=values)
        except PermissionDenied as refusal:
            raise NotOfOurCountry(
                _("The secretariat of that organisation’s country puts this down.")
            ) from refusal

    return _page(
        request, form, save, organization, _("Add a relationship"), lead=organization.name,
        said=_("The relationship is added."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def relationship_edit(request, uid):
    """Change what is said of a relationship."""
    relationship = _editable(request, uid)
    form = RelationshipEditForm(request.POST or None, record=relationship)

    def save(values, version):
        return services.change_relationship(
            by=request.user, relationship=relationship, values=values, version=version
        )

    return _page(
        request, form, save, relationship.subject, _("Change the relationship"), record=relationship,
        lead=_sentence(relationship), said=_("The relationship is changed."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def relationship_end(request, uid):
    """Say on which day a relationship held for the last time."""
    relationship = _editable(request, uid)
    form = EndForm(request.POST or None, record=relationship, initial={"last_day": timezone.localdate()})

    def save(values, version):
        return services.end_relationship(
            by=request.user, relationship=relationship, version=version, ends_on=day_after(values["last_day"]),
            reason=values["reason"],
        )  # fmt: skip

    return _page(
        request, form, save, relationship.subject, _("End the relationship"), record=relationship,
        lead=_sentence(relationship), said=_("The relationship is ended."),
    )  # fmt: skip


def _editable(request, uid):
    """The relationship, if the visitor may know it (else 404) and keeps its country (else 403)."""
    rows = Relationship.objects.visible_to(request.user).with_sides()
    relationship = get_object_or_404(rows, uid=uid)
    if not may_keep(request.user, relationship.subject.country_id):
        raise PermissionDenied
    return relationship


def _sentence(relationship):
    kind = Relationship.Kind(relationship.kind)
    return f"{relationship.subject.name} – {kind.label} – {relationship.object.name}"


def _page(request, form, save, organization, title, **further):
    address = reverse("network:organization-detail", args=[organization.uid])
    crumbs = below_network([{"label": organization.name, "url": address}, {"label": title}])
    return form_page(
        request,
        form,
        save,
        title=title,
        crumbs=crumbs,
        done=lambda _record: address,
        cancel=address,
        **further,
    )
