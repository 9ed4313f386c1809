"""Ground helpers without Django: identifiers, text, foreseen problems."""
