"""What a harvester asks, read strictly; each way to ask wrongly has its code in the protocol (3.6)."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sse_portal.api.pagination import decode, encode
from sse_portal.api.parameters import BadParameter

from ..summaries.harvest import Wanted, set_parts, sets

PREFIX = "oai_dc"
MOST = 2_000
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SET = re.compile(r"[A-Za-z0-9_.!~*'()-]+(:[A-Za-z0-9_.!~*'()-]+)*")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")
_TOKEN_KINDS = (str, str, int, str, str, str)


class OaiError(Exception):
    """A request that cannot be answered: the protocol's code and a sentence."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Verb:
    """The arguments that a verb takes; `alone` may only stand by itself."""

    required: frozenset = frozenset()
    optional: frozenset = frozenset()
    alone: str = ""


_LIST = Verb(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), "resumptionToken")
VERBS = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=frozenset({"identifier"})),
    "ListSets": Verb(alone="resumptionToken"),
    "GetRecord": Verb(frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}


@dataclass(frozen=True)
class Asked:
    """A verb and its arguments, all of them known ones."""

    verb: str
    arguments: dict = field(default_factory=dict)

    def get(self, name):
        return self.arguments.get(name, "")


def read_request(query):
    """What a QueryDict asks. OaiError badVerb or badArgument."""
    verbs = query.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", "Give one verb: " + ", ".join(VERBS) + ".")
    verb, arguments = VERBS[verbs[0]], {}
    for name, texts in query.lists():
        if name != "verb":
            arguments[name] = _argument(verb, name, texts)
    if verb.alone in arguments:
        if len(arguments) > 1:
            raise OaiError("badArgument", f"{verb.alone} stands alone.")
    elif missing := sorted(verb.required - set(arguments)):
        raise OaiError("badArgument", f"{missing[0]} is missing.")
    return Asked(verbs[0], arguments)


def _argument(verb, name, texts):
    if name not in verb.required | verb.optional | ({verb.alone} - {""}):
        raise OaiError("badArgument", "There is an argument that this verb does not take.")
    if len(texts) != 1:
        raise OaiError("badArgument", f"{name} is given more than once.")
    if not texts[0] or len(texts[0]) > MOST or _ILLEGAL.search(texts[0]):
        raise OaiError("badArgument", f"{name} is empty, too long, or not a text.")
    return texts[0]


def require_format(asked):
    """OaiError unless the metadata format is the one that we have."""
    if asked.get("metadataPrefix") != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"The only metadata format here is {PREFIX}.")


def wanted_of(asked):
    """What a list is asked for: Wanted, and (datestamp, key) of the row that was given last, or None."""
    if token := asked.get("resumptionToken"):
        return _resumed(asked.verb, token)
    require_format(asked)
    given = [asked.get(name) for name in ("from", "until")]
    if all(given) and len(given[0]) != len(given[1]):
        raise OaiError("badArgument", "from and until have different granularities.")
    since, until = (_moment(text, name) for text, name in zip(given, ("from", "until"), strict=True))
    if until and len(given[1]) == 10:
        until += timedelta(days=1) - timedelta(seconds=1)
    if since and until and since > until:
        raise OaiError("badArgument", "from is later than until.")
    return Wanted(_set(asked.get("set")), since, until), None


def _moment(text, name):
    """A day, from its first second on, or a second; None when nothing is asked."""
    if not text:
        return None
    shape = "%Y-%m-%d" if _DAY.fullmatch(text) else "%Y-%m-%dT%H:%M:%SZ" if _SECOND.fullmatch(text) else ""
    try:
        return datetime.strptime(text, shape).replace(tzinfo=UTC)
    except ValueError:
        raise OaiError(
            "badArgument", f"{name} is no day such as 2026-11-24 or time such as 2026-11-24T08:00:00Z."
        ) from None


def _set(spec):
    if not spec:
        return None
    if not _SET.fullmatch(spec):
        raise OaiError("badArgument", "set is not the name of a set.")
    if spec not in sets():
        raise OaiError("noRecordsMatch", "There is no such set; ListSets names them.")
    return set_parts(spec)


def token_for(verb, wanted, last):
    """The token that goes on behind (datestamp, key) `last`.

    It is sealed, carries everything that was asked, and never expires: it needs nothing that we would have to keep.
    """
    datestamp, key = last
    spec = ":".join(part for part in wanted.set or () if part)
    limits = [moment.isoformat() if moment else "" for moment in (wanted.since, wanted.until)]
    return encode([verb, datestamp.isoformat(), key, spec, *limits])


def _resumed(verb, token):
    try:
        first, datestamp, key, spec, *limits = decode(token, _TOKEN_KINDS)
    except BadParameter:
        raise OaiError("badResumptionToken", "This token is not one of ours.") from None
    if first != verb:
        raise OaiError("badResumptionToken", f"This token continues {first}.")
    since, until = (datetime.fromisoformat(text) if text else None for text in limits)
    parts = set_parts(spec) if spec else None
    return Wanted(parts, since, until), (datetime.fromisoformat(datestamp), key)
