"""The texts that our catalogs say for allauth are still texts of allauth."""

from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from sse_portal.accounts import borrowed

CATALOG = Path(allauth.__file__).parent / "locale" / "ru" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def catalog_of_allauth():
    with CATALOG.open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("text", borrowed.SIGN_IN + borrowed.PASSWORD + borrowed.SECOND_FACTOR)
def test_allauth_still_says_this(text, catalog_of_allauth):
    assert text in catalog_of_allauth, "an upgrade changed the text: take its new wording"


def test_allauth_still_counts_the_keys_in_these_words(catalog_of_allauth):
    with translation.override("en"):
        for text in borrowed.COUNTED:
            assert text % {"count": 1} == "You have added 1 security key."
    assert "You have added %(count)s security key." in catalog_of_allauth


@pytest.mark.django_db
def test_a_kyrgyz_reader_meets_one_word_for_password_on_the_sign_in_page(client):
    page = client.get("/accounts/login/", headers={"accept-language": "ky"}).content.decode()

    assert "Сырсөз" in page
    assert "упуя" not in page, "the word that allauth's own catalog has"
