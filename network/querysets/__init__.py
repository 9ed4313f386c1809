"""Every question we ask of the network has a name here; views never call filter()."""
