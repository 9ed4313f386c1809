"""Skip conditions on the server: which questions are put, and which answers do not count."""

from sse_portal.rules import YES, is_missing, is_relevant

from ..codebook import CODEBOOK, relevance_words, rules_codebook


def relevant(answers):
    """The names of the questions to put, given typed answers by name.

    A question is put unless its condition definitely fails or it is definitely not applicable: a blank or
    “don't know” in the controlling question hides nothing, since a hidden question cannot be answered. No
    controlling question is itself conditional, so conditions need no order.
    """
    conditions, exemptions = relevance_words(), rules_codebook().exemptions
    return {
        name
        for name in CODEBOOK
        if (name not in conditions or is_relevant(conditions[name], answers))
        and (name not in exemptions or exemptions[name].judge(answers) != YES)
    }


def blank_irrelevant(answers):
    """The same answers with None for those to questions that are not put. Drafts keep them, submissions
    do not.
    """
    put = relevant(answers)
    return {name: value if name in put or name not in CODEBOOK else None for name, value in answers.items()}


def missing_required(answers):
    """The names of required questions that are put and have no answer at all, in questionnaire order.

    “Don't know” is an answer here: it is one of the codes on offer.
    """
    put = relevant(answers)
    return tuple(
        name
        for name, variable in CODEBOOK.items()
        if variable.required and name in put and answers.get(name) is None
    )


def unanswered(answers):
    """The names of questions that are put and have no usable answer: blank, “don't know” or refused."""
    return {name for name in relevant(answers) if is_missing(answers.get(name))}
