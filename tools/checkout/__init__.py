"""Prepares the checkout: its virtual environment, its tools, and the text after ``make up``."""

from pathlib import Path

# First, since it refuses a Python that is too old to read the modules here.
import localaws

ROOT = Path(localaws.__file__).resolve().parent.parent
"""The checkout."""
