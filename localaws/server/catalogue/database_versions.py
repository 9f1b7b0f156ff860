"""Versions of RDS for PostgreSQL.

The newest minor version of each major one is the target of the upgrades that AWS announced for May 2026. Other minor
versions are not checked: AWS retires them every few months.
"""

from __future__ import annotations

POSTGRES = {"17": "17.7", "16": "16.11", "15": "15.15", "14": "14.20"}
DEFAULT_MAJOR = "17"


def complete(version: str | None) -> str | None:
    """Return a version with its minor part: the default version for ``None``, and ``None`` for an unknown version."""
    major, _, minor = (version or DEFAULT_MAJOR).partition(".")
    if major not in POSTGRES or (minor and not minor.isdecimal()):
        return None
    return version if minor else POSTGRES[major]


def is_older(version: str, other: str) -> bool:
    """Whether a complete version precedes another one."""
    return _numbers(version) < _numbers(other)


def major(version: str) -> str:
    """Return the major part of a version."""
    return version.partition(".")[0]


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
