"""Text that people wrote in Markdown, as safe HTML."""

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
# Headings start below the page's own; no pictures, since the page may request nothing from elsewhere.
TAGS = {
    "p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h2", "h3", "h4",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# A wide table scrolls within the page, by keyboard too.
SCROLLED = '<div class="table-wrap" tabindex="0"><table>'


def prose(text):
    """Markdown (CommonMark and tables) as HTML without scripts, styles, pictures and foreign markup."""
    clean = nh3.clean(_MARKDOWN.render(text or ""), tags=TAGS, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean.replace("<table>", SCROLLED).replace("</table>", "</table></div>"))
