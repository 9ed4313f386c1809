"""What a reader sees."""

import re

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def seen(client, address):
    """A page without its one-time form token."""
    return _TOKEN.sub("", client.get(address).text)
