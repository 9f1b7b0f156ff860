"""Measures previews, growth, deployments and tests. ``make bench`` writes ``bench/RESULTS.md``."""
