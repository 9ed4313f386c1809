"""A form without the proof that it came from our own page."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_it_is_refused_with_a_page_of_ours_that_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.example"})

    assert answer.status_code == 403
    assert "reload the page with the form" in answer.content.decode()
    assert "<nav" in answer.content.decode(), "with the frame of the site"


def test_a_khmer_reader_reads_it_in_khmer():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", headers={"accept-language": "km"})

    assert answer.status_code == 403
    assert 'lang="km"' in answer.content.decode()
    assert "reload the page" not in answer.content.decode()
