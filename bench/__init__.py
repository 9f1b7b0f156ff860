"""Measures previews and growth, and models deployments. ``make bench`` writes ``bench/RESULTS.md``."""
