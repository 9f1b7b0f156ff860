"""How long commands took, said at the end of a run though no test failed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

DURATION = "duration"
"""The property of a test that holds a line to say."""


def duration_lines(reports: Iterable[object]) -> list[str]:
    """The lines of all tests, in the order in which they ended."""
    return [
        str(value)
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == DURATION
    ]
