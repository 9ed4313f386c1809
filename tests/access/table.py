"""The table: each page with the roles that may open it (GET) and send it (POST). All others are refused."""

from collections.abc import Callable
from dataclasses import dataclass, field

# The API, the gallery and packages of others: tested elsewhere, or not ours.
ELSEWHERE = {"api:", "admin:", "ui:", ""}

EVERYBODY = frozenset(
    {"anonymous", "guest", "partner", "policymaker", "researcher", "reviewer", "secretariat", "admin"}
    | {"foreign_researcher", "foreign_reviewer", "foreign_secretariat"}
)
SIGNED_IN = EVERYBODY - {"anonymous"}
NOBODY = frozenset()
READ_DRAFTS = frozenset({"policymaker", "researcher", "reviewer", "secretariat", "admin"})
READ_ANSWERS = frozenset({"researcher", "reviewer"})
REVIEW = frozenset({"reviewer"})
MANAGE = frozenset({"reviewer", "admin"})
ADOPT = frozenset({"secretariat"})
SECRETARIATS = frozenset({"secretariat", "foreign_secretariat"})
# Who keeps the network of Cambodia.
KEEP = frozenset({"secretariat", "admin"})
KEEP_SOMEWHERE = KEEP | SECRETARIATS
# Everybody with a role, in whatever country.
MEMBERS = SIGNED_IN - {"guest"}
GRANT = frozenset({"admin"})


@dataclass(frozen=True)
class Page:
    """`methods`: {method: roles}. `arguments`: the arguments of the address, from the records of the test."""

    methods: dict
    arguments: Callable = field(default=lambda records: ())
    query: str = ""

    def address(self, name, records, reverse):
        return reverse(name, args=self.arguments(records)) + self.query


def of(kind, **methods):
    """A page about one record of the test."""
    return Page(methods, lambda records: (getattr(records, kind).uid,))


def public(*arguments):
    return Page({"GET": EVERYBODY}, lambda records: arguments)


def both(roles):
    return {"GET": roles, "POST": roles}


PAGES = {
    "pages:home": public(),
    "pages:country": public("kh"),
    "pages:compare": public(),
    "pages:search": public(),
    "pages:learning": public(),
    "pages:health-live": public(),
    "pages:health-ready": public(),
    "accounts:profile": Page(both(SIGNED_IN)),
    "accounts:token-create": Page(both(SIGNED_IN)),
    "accounts:token-revoke": of("token", POST=NOBODY),
    "accounts:user-list": Page({"GET": GRANT}),
    "accounts:user-invite": Page(both(GRANT)),
    "accounts:user-detail": of("owner", **both(GRANT)),
    "accounts:user-active": of("owner", POST=GRANT),
    "accounts:grant-end": of("grant", POST=GRANT),
    "mapping:entity-list": public(),
    "mapping:entity-map": public(),
    "mapping:entity-detail": of("unlisted", GET=READ_DRAFTS),
    "mapping:definition-list": public(),
    "mapping:definition-methodology": public(),
    "mapping:definition-detail": of("draft", GET=READ_DRAFTS),
    "mapping:definition-document": of("draft", GET=READ_DRAFTS),
    "mapping:definition-draft": of("template", **both(REVIEW | {"foreign_reviewer"})),
    "mapping:definition-change": of("draft", **both(REVIEW)),
    "mapping:definition-propose": of("draft", **both(REVIEW)),
    "mapping:definition-return": of("draft", **both(REVIEW | ADOPT)),
    "mapping:definition-adopt": of("draft", **both(ADOPT)),
    "mapping:release-detail": of("release", GET=MANAGE),
    "mapping:release-progress": of("release", GET=MANAGE),
    "mapping:release-publish": of("release", **both(MANAGE)),
    "mapping:release-rebuild": of("release", POST=REVIEW),
    "mapping:release-withdraw": of("release", **both(MANAGE)),
    "mapping:release-indicator": Page({"GET": MANAGE}, lambda records: (records.release.uid, "I01")),
    "mapping:release-build": of("study", **both(REVIEW)),
    "mapping:indicator-list": public(),
    "mapping:indicator-detail": public("I01"),
    "mapping:codebook": public(),
    "mapping:study-list": Page({"GET": SIGNED_IN}),
    "mapping:study-create": Page(both(MANAGE), query="?country=KH"),
    "mapping:study-detail": of("study", GET=READ_DRAFTS),
    "mapping:study-edit": of("study", **both(MANAGE)),
    "mapping:study-open": of("study", POST=MANAGE),
    "mapping:study-close": of("study", POST=MANAGE),
    "mapping:response-list": of("study", GET=READ_ANSWERS),
    "mapping:response-start": of("study", **both(READ_ANSWERS)),
    "mapping:review-queue": Page({"GET": REVIEW | {"foreign_reviewer"}}),
    "mapping:review-queue-of-study": of("study", GET=REVIEW),
    "mapping:study-quality": of("study", GET=READ_ANSWERS),
    "mapping:response-detail": of("response", GET=READ_ANSWERS),
    "mapping:response-section": Page(both(READ_ANSWERS), lambda records: (records.response.uid, "B")),
    "mapping:response-submit": of("response", **both(READ_ANSWERS)),
    "mapping:response-review": of("submitted", **both(REVIEW)),
    "mapping:response-history": of("response", GET=REVIEW),
    "mapping:response-discard": of("response", POST=READ_ANSWERS),
    "mapping:import-list": of("study", GET=READ_ANSWERS),
    "mapping:import-create": of("study", **both(READ_ANSWERS)),
    "mapping:import-template-csv": of("study", GET=READ_ANSWERS),
    "mapping:import-template-xlsx": of("study", GET=READ_ANSWERS),
    "mapping:import-detail": of("batch", GET=READ_ANSWERS),
    "mapping:import-progress": of("batch", GET=READ_ANSWERS),
    "mapping:import-columns": of("batch", **both(READ_ANSWERS)),
    "mapping:import-reading": of("batch", POST=READ_ANSWERS),
    "mapping:import-rows": of("batch", **both(READ_ANSWERS)),
    "mapping:import-problems": of("batch", GET=READ_ANSWERS),
    "mapping:import-file": of("batch", GET=READ_ANSWERS),
    "mapping:import-check": of("batch", POST=READ_ANSWERS),
    "mapping:import-continue": of("batch", POST=READ_ANSWERS),
    "mapping:import-publish": of("batch", POST=READ_ANSWERS),
    "mapping:import-undo": of("batch", POST=READ_ANSWERS),
    "mapping:import-cancel": of("batch", POST=READ_ANSWERS),
}
