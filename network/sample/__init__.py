"""A network that does not exist, beside real research bodies: for trying the portal out."""
