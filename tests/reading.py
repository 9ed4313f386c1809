"""What a page says, for comparing two answers byte by byte."""

import re

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def settled(answer):
    """The bytes of an answer without what differs by chance: the proof that a form came from its page."""
    return _TOKEN.sub(b"", answer.getvalue())


def seen(client, address):
    """What a reader sees at an address, as text."""
    return settled(client.get(address)).decode()
