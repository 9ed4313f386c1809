"""`{% load portal %}`: texts in the reader's language, formats, icons and badges."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from sse_portal.basics import text
from sse_portal.ui import badges, formats, icons

register = template.Library()


@register.filter
def in_language(texts):
    """Choose from {"en": …, "km": …} by the active language, else English, else any."""
    return text.in_language(texts, get_language())


@register.filter
def language_of(texts):
    """The language code of the text that `in_language` chose, for a lang attribute."""
    language = get_language()
    return text.language_chosen(texts, language) or (language or "en").split("-")[0]


register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("money", formats.money)
register.filter("local_date", formats.local_date)
register.filter("local_datetime", formats.local_datetime)
register.filter("verdict_badge", badges.of_verdict)
register.filter("result_badge", badges.of_result)
register.filter("status_badge", badges.of_status)


@register.simple_tag
def icon(name):
    """The icon `name` of `icons.PATHS`, hidden from screen readers: the word beside it says the same."""
    drawing = (
        '<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    )
    return format_html(drawing, icons.PATHS[name])


@register.filter
def is_checkbox(field):
    """Is this bound field one single checkbox?"""
    return field.widget_type == "checkbox"


@register.filter
def is_choice_group(field):
    """Is this bound field a group of radio buttons or checkboxes?"""
    return field.widget_type in {"radioselect", "checkboxselectmultiple"}


@register.filter
def unit_of(field):
    """The unit that a form field carries as `unit` ("USD", "%", "persons"), or ""."""
    return getattr(field.field, "unit", "")
