"""The agenda of a meeting: adding, changing, moving and removing items."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sse_portal.records.editing import version_of

from ..forms.meetings import AgendaItemForm
from ..models import AgendaItem
from ..services import agenda as services
from ..services.common import may_run
from .meetings import TAKES_FORM, about, address, languages_of, run


@login_required
@TAKES_FORM
def agenda_item_create(request, uid):
    """Add an item to the agenda of a meeting."""
    meeting, user = run(request, uid), request.user
    form = AgendaItemForm(
        request.POST or None, user=user, meeting=meeting, languages=languages_of(meeting.committee)
    )

    def save(values, _version):
        return services.add_agenda_item(by=user, meeting=meeting, values=values)

    return about(request, meeting, form, save, _("New agenda item"), said=_("The item is added."))


@login_required
@TAKES_FORM
def agenda_item_edit(request, uid):
    """Change an item."""
    item, user = _own(request, uid), request.user
    form = AgendaItemForm(
        request.POST or None, user=user, meeting=item.meeting, record=item,
        languages=languages_of(item.meeting.committee),
    )  # fmt: skip

    def save(values, version):
        return services.change_agenda_item(by=user, item=item, values=values, version=version)

    return about(
        request,
        item.meeting,
        form,
        save,
        _("Change the agenda item"),
        record=item,
        said=_("The item is changed."),
    )


@login_required
@require_POST
def agenda_item_move(request, uid):
    """Let an item change places with its neighbour: `to` is up or down."""
    item, to = _own(request, uid), request.POST.get("to", "up")
    if to not in ("up", "down"):
        raise Http404
    services.move_agenda_item(by=request.user, item=item, earlier=to == "up")
    return redirect(f"{address(item.meeting)}#agenda")


@login_required
@require_POST
def agenda_item_remove(request, uid):
    """Take an item off."""
    item = _own(request, uid)
    services.remove_agenda_item(by=request.user, item=item, version=version_of(request))
    messages.success(request, _("The item is removed."))
    return redirect(f"{address(item.meeting)}#agenda")


def _own(request, uid):
    """The item, if the visitor runs the dialogue there (else 403) and may know of it (else 404)."""
    rows = AgendaItem.objects.visible_to(request.user).select_related("meeting__committee")
    item = get_object_or_404(rows, uid=uid)
    if not may_run(request.user, item.meeting.committee.country_id):
        raise PermissionDenied
    return item
