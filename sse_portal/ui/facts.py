"""What the components of facts and of history show: values in words, made by summaries."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Fact:
    """A label and what is known, as components/definition_list.html shows it; None when nobody answered.

    `url` makes the value a link; `language` is the one it is written in, when it is not that of the page.
    """

    label: str
    value: object = None
    url: str = ""
    language: str = ""


@dataclass(frozen=True)
class FieldChange:
    """A field with its former and its new value in words."""

    label: str
    before: object
    after: object


@dataclass(frozen=True)
class Act:
    """One act of a history, as components/timeline.html draws it."""

    what: object
    when: datetime
    who: str
    why: str
    changes: tuple[FieldChange, ...] = ()
