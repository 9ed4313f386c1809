"""Files on their way into a study: found out, read, matched, checked, published by one switch, undone."""
