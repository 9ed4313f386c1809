"""Countries, regions, legal forms and classifications, loaded from the files in `data/`."""
