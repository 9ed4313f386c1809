"""Synthetic organisations and answers: plausible, reproducible from a seed, and about nobody."""
