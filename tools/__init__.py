"""Command-line tools for the program and its stacks."""
