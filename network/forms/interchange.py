"""Forms of importing and exporting organisations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..services.import_rows import NEW, SKIP

DECISION = "row-"


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"), max_length=200, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.vcf"}),
        help_text=_("CSV, Excel (.xlsx), Popolo JSON or vCard, up to 20 MB and 2,000 organisations."),
    )  # fmt: skip


class ConfirmForm(forms.Form):
    """What likely duplicates are: for all that are not decided, and line by line."""

    undecided = forms.ChoiceField(
        label=_("Likely duplicates that you do not decide below"), required=False,
        choices=[("", _("ask me")), (NEW, _("are new organisations")), (SKIP, _("are skipped"))],
    )  # fmt: skip

    def decisions(self):
        """{line: decision} of what was sent."""
        found = {}
        for name, value in self.data.items():
            line = name.removeprefix(DECISION)
            if name.startswith(DECISION) and line.isascii() and line.isdecimal() and len(line) < 10:
                found[int(line)] = value[:40]
        return found
