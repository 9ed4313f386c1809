"""What the API serves: apps register their view sets when they are ready; the API knows no app."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Registration:
    """`viewset` is a dotted path, so that registering loads no view before the address map is built."""

    prefix: str
    viewset: str

    @property
    def name(self):
        """For reversing: the prefix without its variables."""
        words = [part for part in self.prefix.split("/") if not part.startswith("<")]
        return "-".join(words)

    @property
    def is_nested(self):
        return "<" in self.prefix


_registered = {}


def register(prefix, viewset):
    """Serve the view set at the dotted path `viewset` under /api/v1/<prefix>/."""
    _registered[prefix] = Registration(prefix, viewset)


def registered():
    """All registrations, in the order of their prefixes."""
    return [_registered[prefix] for prefix in sorted(_registered)]
