"""A new password is refused in the language of the reader."""

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

LANGUAGES = ("km", "ky", "mn", "ru", "th", "vi")


def _refusal(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    return " ".join(refused.value.messages)


def test_eleven_characters_are_too_few_and_twelve_are_enough():
    with translation.override("en"):
        assert _refusal("quiet-river") == "Use at least 12 characters."

    validate_password("quiet-rivers")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_password_must_be_is_said_in_every_language(language):
    with translation.override("en"):
        in_english = {_refusal("password"), *password_validators_help_texts()}

    with translation.override(language):
        said = {_refusal("password"), *password_validators_help_texts()}

    assert "12" in " ".join(said)
    assert not said & in_english
