"""What a page says, for comparing two answers byte by byte."""

import re

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def settled(answer):
    """The bytes of an answer without what differs by chance: the proof that a form came from its page."""
    return without_tokens(answer.getvalue())


def without_tokens(content):
    """The bytes of a page without the proofs that a form came from it."""
    return _TOKEN.sub(b"", content)


def seen(client, address):
    """What a reader sees at an address, as text."""
    return settled(client.get(address)).decode()
