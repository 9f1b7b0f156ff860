"""Fault points: what an `up` and a `destroy` do when AWS throttles, fails, refuses or falls silent, or a kill hits."""
