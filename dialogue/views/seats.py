"""Seats and who sits there."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from sse_portal.records.editing import form_page

from ..forms.committees import EndForm, MembershipForm, SeatForm, seat_choices
from ..models import Membership, Seat
from ..services import seats as services
from ..services.common import may_run
from .committees import TAKES_FORM, crumbs_of, page_of, run_by


@login_required
@TAKES_FORM
def seat_create(request, uid):
    """Add a seat to a committee."""
    committee = run_by(request, uid)
    form = _seat_form(request, committee)

    def save(values, version):
        return services.add_seat(by=request.user, committee=committee, values=values)

    return _form(request, committee, form, _("Add a seat"), _("The seat is added."), save)


@login_required
@TAKES_FORM
def seat_edit(request, uid):
    """Change a seat."""
    seat = _run(request, Seat, uid, "committee")
    form = _seat_form(request, seat.committee, seat)

    def save(values, version):
        return services.change_seat(by=request.user, seat=seat, values=values, version=version)

    return _form(request, seat.committee, form, _("Edit the seat"), _("The seat is changed."), save, seat)


def _seat_form(request, committee, seat=None):
    others = Seat.objects.of_committee(committee).in_order()
    if seat:
        others = others.exclude(pk=seat.pk)
    return SeatForm(
        request.POST or None, user=request.user, seats=seat_choices(others), record=seat,
        languages=tuple(committee.name),
    )  # fmt: skip


@login_required
@TAKES_FORM
def membership_create(request, uid):
    """Let somebody sit on a seat."""
    seat = _run(request, Seat, uid, "committee")
    form = MembershipForm(request.POST or None, user=request.user, committee=seat.committee)

    def save(values, version):
        return services.seat_member(by=request.user, seat=seat, values=values)

    return _form(request, seat.committee, form, _("Name a member"), _("The member is named."), save)


@login_required
@TAKES_FORM
def membership_edit(request, uid):
    """Change a membership."""
    membership = _run(request, Membership, uid, "seat.committee")
    committee = membership.seat.committee
    form = MembershipForm(request.POST or None, user=request.user, committee=committee, record=membership)

    def save(values, version):
        return services.change_membership(
            by=request.user, membership=membership, values=values, version=version
        )

    return _form(
        request, committee, form, _("Edit the membership"), _("The membership is changed."), save, membership
    )


@login_required
@TAKES_FORM
def membership_end(request, uid):
    """Let somebody leave."""
    membership = _run(request, Membership, uid, "seat.committee")
    form = _End(request.POST or None, initial={"ends_on": timezone.localdate().isoformat()})

    def save(values, version):
        return services.end_membership(by=request.user, membership=membership, version=version, **values)

    return _form(
        request, membership.seat.committee, form, _("End the membership"), _("The membership has ended."), save,
        membership,
    )  # fmt: skip


class _End(EndForm):
    """As a record's form."""

    def values(self):
        return dict(self.cleaned_data)


def _run(request, model, uid, way):
    """The record, if the visitor may know it (else 404) and runs its committee's dialogue (else 403)."""
    record = get_object_or_404(model.objects.visible_to(request.user), uid=uid)
    committee = record
    for step in way.split("."):
        committee = getattr(committee, step)
    if not may_run(request.user, committee.country_id):
        raise PermissionDenied
    return record


def _form(request, committee, form, title, said, save, record=None):
    return form_page(
        request, form, save, title=title, crumbs=crumbs_of(committee, title), said=said, record=record,
        done=lambda _made: page_of(committee), cancel=page_of(committee),
    )  # fmt: skip
