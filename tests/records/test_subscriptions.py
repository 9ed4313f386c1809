"""An app hears what those below it announce, after the commit."""

import pytest
from django.db import transaction

from sse_portal.records import subscriptions

pytestmark = pytest.mark.django_db
heard = []


def listen(**details):
    heard.append(details)


def stumble(**_details):
    raise ValueError("a subscriber that fails")


@pytest.fixture(autouse=True)
def only_here():
    heard.clear()
    yield
    subscriptions._subscribed.pop("tested", None)


def subscribe(*names):
    for name in names:
        subscriptions.subscribe("tested", f"tests.records.test_subscriptions.{name}")


def test_each_subscriber_hears_it_once_after_the_commit(django_capture_on_commit_callbacks):
    subscribe("listen", "listen")
    with django_capture_on_commit_callbacks(execute=True):
        subscriptions.announce("tested", country="KH")
        assert heard == []
    assert heard == [{"country": "KH"}]


def test_what_is_rolled_back_is_not_announced(django_capture_on_commit_callbacks):
    subscribe("listen")
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        subscriptions.announce("tested", country="KH")
        raise RuntimeError
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_one_that_fails_keeps_nobody_else_from_hearing():
    subscribe("stumble", "listen")
    with transaction.atomic():
        subscriptions.announce("tested", country=None)
    assert heard == [{"country": None}]


def test_what_nobody_subscribed_to_is_no_problem():
    subscriptions.announce("nobody listens", country="KH")
