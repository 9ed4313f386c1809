"""Every named question asked of the mapping records; views never call filter()."""
