"""What the search finds in the dialogue: public committees, recommendations and decisions, in one query."""

import json
from dataclasses import dataclass

from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast, Coalesce

from sse_portal.basics.text import fold, in_language, language_chosen

from ..models import Committee, Decision, Recommendation
from .addresses import address

KINDS = ("committee", "recommendation", "decision")


@dataclass(frozen=True)
class Hit:
    """A committee, recommendation or decision: its title (led by its code), where it is, its country (ISO code)."""

    what: str
    title: str
    language: str
    url: str
    country: str


def found_by(text, language, most):
    """(the first `most` of each kind, {what: are there more}). Decisions are found by their codes."""
    asked = fold(text)
    parts = (
        ("committee", Committee.objects.public().named(asked), "name", Cast("uid", CharField()), "country_id"),
        ("recommendation", Recommendation.objects.public().called(asked), "title", F("code"), "country_id"),
        (
            "decision", Decision.objects.public().with_code_like(asked), "title", F("code"),
            "committee__country_id",
        ),
    )  # fmt: skip
    rows = [
        found.model.objects.filter(pk__in=found.newest_first().values("pk")[: most + 1])
        .annotate(
            what=Value(what, output_field=CharField()), key=Coalesce(key, Value("")),
            words=Cast(words, TextField()), place=F(country),
        )
        .values_list("what", "pk", "key", "words", "place")
        for what, found, words, key, country in parts
    ]  # fmt: skip
    hits = {what: [] for what in KINDS}
    for what, pk, key, words, place in rows[0].union(*rows[1:], all=True):
        hits[what].append((pk, _hit(what, key, json.loads(words), place or "", language)))
    newest = {
        what: [hit for _pk, hit in sorted(found, key=lambda row: -row[0])] for what, found in hits.items()
    }
    shown = tuple(hit for what in KINDS for hit in newest[what][:most])
    return shown, {what: len(found) > most for what, found in newest.items()}


def _hit(what, key, words, country, language):
    code = "" if what == "committee" else key
    title = " ".join(filter(None, (code, in_language(words, language))))
    return Hit(what, title, language_chosen(words, language), address(f"{what}-detail", key), country)
