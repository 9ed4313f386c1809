"""The address that harvesters ask: OAI-PMH 2.0, by GET and by POST, read-only and the same for everybody."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sse_portal.records.gates import Busy

from ..oai import writing
from ..oai.asking import Asked, OaiError, read_request, require_format, token_for, wanted_of
from ..summaries.harvest import harvest_page, one, uid_in

# After these the request is not repeated in the answer: it was none (protocol, 3.6).
NO_REQUEST = ("badVerb", "badArgument")


# Other programs post here; nothing is changed by it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request):
    """One answer of the data provider. A mistake in the question is an answer too (200), with its code."""
    base = request.build_absolute_uri(reverse("network:oai"))
    asked = Asked("")
    try:
        asked = read_request(request.POST if request.method == "POST" else request.GET)
        content = ANSWERS[asked.verb](request, asked, base)
    except Busy as problem:
        return HttpResponse(problem.message, status=problem.status, headers={"Retry-After": "10"})
    except OaiError as problem:
        told = {} if problem.code in NO_REQUEST else {"verb": asked.verb, **asked.arguments}
        return _answer(base, told, writing.error(problem))
    return _answer(base, {"verb": asked.verb, **asked.arguments}, content)


def _answer(base, told, content):
    body = writing.answer(base, told, [content])
    response = HttpResponse(body, content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _identify(request, asked, base):
    return writing.identify(base)


def _formats(request, asked, base):
    if asked.get("identifier"):
        _known(request, asked)
    return writing.formats()


def _sets(request, asked, base):
    if asked.get("resumptionToken"):
        raise OaiError("badResumptionToken", "The sets come in one piece: no token was given.")
    return writing.list_sets()


def _get(request, asked, base):
    row = _known(request, asked)
    require_format(asked)
    return writing.branch("GetRecord", [writing.record(row)])


def _known(request, asked):
    """The record that is asked for; OaiError when no harvester was ever told of it."""
    uid = uid_in(asked.get("identifier"))
    row = one(uid, absolute=request.build_absolute_uri) if uid else None
    if row is None:
        raise OaiError("idDoesNotExist", "There is no such record.")
    return row


def _list(request, asked, base):
    wanted, after = wanted_of(asked)
    page = harvest_page(
        wanted, after, with_elements=asked.verb == "ListRecords", absolute=request.build_absolute_uri
    )
    if not page.headers and not after:
        raise OaiError("noRecordsMatch", "Nothing fits.")
    token = token_for(asked.verb, wanted, page.last) if page.last else ""
    return writing.listing(asked.verb, page, token, resumed=after is not None)


ANSWERS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _get,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}
