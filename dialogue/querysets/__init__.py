"""Every question we ask of the dialogue has a name here; views never call filter()."""
