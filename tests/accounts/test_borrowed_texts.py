"""The texts that our catalogs say for allauth and Django are still theirs."""

from pathlib import Path

import allauth
import django
import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from sse_portal.accounts import borrowed

RUSSIAN = Path("locale", "ru", "LC_MESSAGES", "django.po")
DJANGO = Path(django.__file__).parent


def _catalog(folder):
    with (folder / RUSSIAN).open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def catalog_of_allauth():
    return _catalog(Path(allauth.__file__).parent)


@pytest.fixture(scope="module")
def catalog_of_forms():
    return _catalog(DJANGO / "conf")


@pytest.fixture(scope="module")
def catalog_of_passwords():
    return _catalog(DJANGO / "contrib" / "auth")


@pytest.mark.parametrize("text", borrowed.SIGN_IN + borrowed.PASSWORD + borrowed.SECOND_FACTOR)
def test_allauth_still_says_this(text, catalog_of_allauth):
    assert text in catalog_of_allauth, "an upgrade changed the text: take its new wording"


def test_allauth_still_counts_the_keys_in_these_words(catalog_of_allauth):
    with translation.override("en"):
        for text in borrowed.COUNTED:
            assert text % {"count": 1} == "You have added 1 security key."
    assert "You have added %(count)s security key." in catalog_of_allauth


@pytest.mark.parametrize("text", borrowed.DJANGO_FORMS)
def test_the_forms_of_django_still_say_this(text, catalog_of_forms):
    assert text in catalog_of_forms, "an upgrade changed the text: take its new wording"


def test_django_still_counts_letters_in_these_words(catalog_of_forms):
    with translation.override("en"):
        for text in borrowed.DJANGO_COUNTED:
            said = text % {"limit_value": 1, "show_value": 2}
            assert said == "Ensure this value has at most 1 character (it has 2)."
    assert (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d)." in catalog_of_forms
    )


@pytest.mark.parametrize("text", borrowed.DJANGO_PASSWORD)
def test_django_still_says_this_of_passwords(text, catalog_of_passwords):
    assert text in catalog_of_passwords, "an upgrade changed the text: take its new wording"


@pytest.mark.django_db
def test_a_kyrgyz_reader_meets_one_word_for_password_on_the_sign_in_page(client):
    page = client.get("/accounts/login/", headers={"accept-language": "ky"}).content.decode()

    assert "Сырсөз" in page
    assert "упуя" not in page, "the word that allauth's own catalog has"
