"""Fault points: `up` and `destroy` while AWS throttles, fails, refuses or does not answer, or the engine is killed."""
