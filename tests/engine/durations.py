"""Prints the durations of commands at the end of a run, also if no test failed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

DURATION = "duration"
"""The test property with a line to print."""


def duration_lines(reports: Iterable[object]) -> list[str]:
    """Return the lines of all tests, in the order in which the tests ended."""
    return [
        str(value)
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == DURATION
    ]
