"""The network as a network."""
