"""Views of the pages that join the three outcomes."""
