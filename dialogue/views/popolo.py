"""A committee as Popolo JSON."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from sse_portal.records.storing import disposition

from ..models import Committee
from ..summaries.popolo import LANGUAGE, popolo_of


@require_safe
def committee_popolo(request, uid):
    """The public face of a committee for other programs: the same bytes whoever asks, in whatever language."""
    committee = get_object_or_404(Committee.objects.public(), uid=uid)

    def address(record):
        return request.build_absolute_uri(reverse("dialogue:committee-detail", args=[record.uid]))

    with override(LANGUAGE):
        document = popolo_of(committee, address)
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = disposition(f"committee-{committee.uid}.json")
    return response
