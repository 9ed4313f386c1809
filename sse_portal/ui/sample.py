"""Does the portal hold synthetic data? Each app that may registers its question in AppConfig.ready()."""

_questions = []


def register(question):
    """Add a callable that answers whether synthetic data is there."""
    _questions.append(question)


def is_loaded():
    """True when any app says so: then every page says it too."""
    return any(question() for question in _questions)
