"""What a new password must be, said in words that can be translated."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's own sentence names no placeholder, and none of our languages has it."""

    def get_error_message(self):
        return self.get_help_text()

    def get_help_text(self):
        return _("Use at least %(least)d characters.") % {"least": self.min_length}
