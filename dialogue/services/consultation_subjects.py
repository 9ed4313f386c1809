"""What a consultation is about, taken as it stands when it is announced: paragraphs, and criteria of a definition.

Later changes of the text do not move what a comment points to, and nothing else of a draft becomes known.
"""

from mapping.summaries.definition_texts import texts_of

from .paragraphs import paragraph_of, paragraphs


def subject_of_recommendation(recommendation):
    """[{"anchor", "title", "text" by language}, …]: p1, p2, … for its paragraphs."""
    return _paragraphs(recommendation.text)


def subject_of_definition(definition):
    """As `subject_of_recommendation`; then c-<code> for each criterion."""
    texts = texts_of(definition)
    criteria = [
        {"anchor": f"c-{each.code}", "title": _titled(each), "text": each.wording} for each in texts.criteria
    ]
    return _paragraphs(texts.text) + criteria


def _paragraphs(texts):
    most = max((len(paragraphs(text)) for text in (texts or {}).values()), default=0)
    return [
        {"anchor": f"p{number}", "title": {}, "text": paragraph_of(texts, number)}
        for number in range(1, most + 1)
    ]


def _titled(criterion):
    return {language: f"{criterion.code} {title}" for language, title in criterion.title.items()}
