"""The page's half of every edit: a form that comes back filled, and both versions after somebody else was faster."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sse_portal.basics.problems import Problem

from .services import StaleVersion

LANGUAGE_NAMES = dict(settings.LANGUAGES)


def version_of(request):
    """The version that a form was filled from; 0, which no record has, when it says none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class Tells:
    """A form that shows a service's problem beside its field. `own_names` are the fields it calls otherwise."""

    own_names = {}

    def tell(self, problem):
        entries = problem.errors or [{"field": problem.field, "message": str(problem)}]
        for entry in entries:
            name = self.own_names.get(entry["field"], entry["field"])
            self.add_error(name if name in self.fields else None, str(entry["message"]))


class RecordForm(Tells, forms.Form):
    """The shape of a record's input; types, limits and rules are the service's (`records.values`).

    `words` names its texts by language: {field: (label, rows)}, a text area when `rows` is more than one. They are
    asked in English, in the reader's language, in those of the country, and in those that already have a text.
    """

    words = {}

    def __new__(cls, *args, **options):
        """Keeps what a form was made with: `differences` makes another one of the same kind."""
        form = super().__new__(cls)
        form._options = {
            name: value for name, value in options.items() if name not in ("data", "files", "initial")
        }
        return form

    def __init__(self, *args, record=None, languages=(), **kwargs):
        super().__init__(*args, **{"initial": self.initial_of(record)} | kwargs)
        wanted = {"en", (get_language() or "en").split("-")[0], *languages}
        for name, (label, rows) in self.words.items():
            texts = self.initial.get(name) or {}
            for code in LANGUAGE_NAMES:
                if code in wanted or code in texts:
                    self._ask(name, label, rows, code, texts.get(code))
        self.record = record

    def _ask(self, name, label, rows, code, text):
        attributes = {"lang": code} | ({"rows": rows} if rows > 1 else {})
        widget = forms.Textarea(attributes) if rows > 1 else forms.TextInput(attributes)
        title = _("%(label)s (%(language)s)") % {"label": label, "language": LANGUAGE_NAMES[code]}
        self.fields[f"{name}_{code}"] = forms.CharField(
            label=title, required=False, widget=widget, initial=text
        )

    def initial_of(self, record):
        """{field: value} of a saved record; foreign keys by what `to_field` names. Subclasses add to it."""
        if record is None:
            return {}
        names = [*self.base_fields, *self.words]
        return {name: getattr(record, name) for name in names if hasattr(record, name)}

    def values(self):
        """What was typed, as a service takes it: {field: value}, texts by language as one value."""
        own = [name for name in self.cleaned_data if not self._word(name)]
        return {name: self.cleaned_data[name] for name in own} | {
            name: self.texts(name) for name in self.words
        }

    def texts(self, name):
        """{language: text} of a field; what is saved in languages that were not asked for stays."""
        saved = self.initial.get(name) or {}
        asked = {code: self.cleaned_data.get(f"{name}_{code}") for code in LANGUAGE_NAMES}
        return saved | {code: text for code, text in asked.items() if text is not None}

    def _word(self, name):
        return name.rpartition("_")[0] in self.words

    def tell(self, problem):
        """A problem of a text by language stands beside its first language."""
        self.own_names = {name: f"{name}_en" for name in self.words} | self.own_names
        super().tell(problem)

    def differences(self, record):
        """What is typed and what is saved now, where they differ, for components/side_by_side.html."""
        now = type(self)(**self._options | {"record": record})
        rows = ((name, self[name].value(), now.saved(name)) for name in self.fields)
        return [
            {"label": self[name].label, "mine": mine, "theirs": theirs, "differs": True}
            for name, mine, theirs in rows
            if str(mine or "") != str(theirs or "")
        ]

    def filled_from(self, record):
        """A form of this kind that holds what is saved; forms that need more to be made say how."""
        return type(self)(record=record)

    def saved(self, name):
        return self[name].initial if name in self.fields else ""


def form_page(
    request, form, save, *, title, crumbs, done, cancel, record=None, said="", lead="", button="",
    template="ui/form_page.html", further=None,
):  # fmt: skip
    """One page that creates or changes a record: shows the form, or calls `save(values, version)` and goes on.

    `done(result)` is the address to go to, `cancel` the one to go back to. With a `record` the form carries its
    version; when somebody else was faster both versions are shown and nothing typed is lost. `button` is the word
    on the button, where it does not just save; `template` and `further` what it shows besides. Without `save` nothing
    is saved: what was typed is shown again.
    """
    status, rows = 200, []
    if save and form.is_bound and form.is_valid():
        try:
            result = save(form.values(), version_of(request))
        except StaleVersion as problem:
            # Saving again is a decision, taken with both in view: the form carries the newest version.
            record = problem.extra.get("current") or record
            form.add_error(None, problem.message)
            status, rows = problem.status, form.differences(record)
        except Problem as problem:
            form.tell(problem)
            status = problem.status
        else:
            if said:
                messages.success(request, said)
            return redirect(done(result))
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "crumbs": crumbs,
        "cancel_url": cancel,
        "button": button,
        "rows": rows,
    }
    context["version"] = record.version if record else None
    status = status if status != 200 or not form.errors else 422
    return render(request, template, context | (further or {}), status=status)
