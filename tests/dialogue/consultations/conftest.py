"""A consultation about a recommendation, and the form that people send."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from dialogue.services.comment_guard import form_token
from tests.dialogue.factories import a_consultation, a_recommendation


@pytest.fixture(autouse=True)
def fresh_counts():
    """Each test begins with no comments counted."""
    cache.clear()


@pytest.fixture
def recommendation(committee):
    return a_recommendation(committee, "in_consultation")


@pytest.fixture
def consultation(recommendation):
    """Open, for everybody, about two paragraphs."""
    parts = ("The ministry keeps a register.", "It is public.")
    made = a_consultation(recommendation)
    made.subject = [
        {"anchor": f"p{number}", "title": {}, "text": {"en": text}}
        for number, text in enumerate(parts, start=1)
    ]
    made.save()
    return made


@pytest.fixture
def over(consultation):
    """The same after its end."""
    consultation.closes_at = timezone.now() - timedelta(minutes=1)
    consultation.save()
    return consultation


@pytest.fixture
def send(client, consultation):
    """send(text=…, after=seconds since the form was opened) → response, as a browser sends the form."""

    def sent(*, after=60, token=None, **fields):
        plain = {"text": "A register helps.", "position": "support", "anchor": "p1"}
        plain["token"] = token or form_token(consultation, at=time.time() - after)
        return client.post(reverse("dialogue:comment-create", args=[consultation.uid]), plain | fields)

    return sent
