"""How fast the program plans, grows, deploys and is tested. ``make bench`` writes ``bench/RESULTS.md``."""
