"""What a record is about: themes, SDG goals and targets, principles. A model of tags has a foreign key named "tags"."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tag(models.Model):
    """What a record is about: a theme, an SDG goal or target, a principle of the working definition."""

    class Scheme(models.TextChoices):
        THEME = "theme", _("theme")
        SDG = "SDG", _("Sustainable Development Goals")
        PRINCIPLE = "principle", _("principle of the working definition")

    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    code = models.CharField(max_length=30)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.scheme}:{self.code}"


def set_tags(record, tags):
    """Make the tags of a record exactly these: {scheme: [code, …]}. Returns {scheme: codes} as they were."""
    before = {}
    for scheme, code in record.tags.order_by("scheme", "code").values_list("scheme", "code"):
        before.setdefault(scheme, []).append(code)
    wanted = {(scheme, code) for scheme, codes in tags.items() for code in codes}
    held = {(scheme, code) for scheme, codes in before.items() for code in codes}
    for scheme, code in held - wanted:
        record.tags.filter(scheme=scheme, code=code).delete()
    for scheme, code in sorted(wanted - held):
        record.tags.create(scheme=scheme, code=code)
    return before
