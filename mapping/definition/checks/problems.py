"""Why a raw answer cannot be used."""

from django.utils.functional import keep_lazy_text

from sse_portal.basics.problems import Problem


class BadAnswer(Problem, ValueError):
    """A raw answer that is no value of its variable: `code` says why, `field` is the variable.

    `message` is lazy: the sentence appears in the language of whoever reads it. `params` are its named
    values.
    """

    status = 422

    def __init__(self, variable, code, template, **params):
        super().__init__(keep_lazy_text(lambda text: text % params)(template), field=variable.name)
        self.code, self.params = code, params

    def __str__(self):
        return str(self.message)


def refuse(variable, code, template, **params):
    """Raise a BadAnswer; `template` is a translatable sentence with named placeholders for `params`."""
    raise BadAnswer(variable, code, template, **params)
