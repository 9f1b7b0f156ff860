"""The ``filters`` and ``tags`` arguments of EC2 functions."""

from __future__ import annotations

from typing import Any


def filters_of(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the ``Filters`` of a describe call."""
    filters = [{"Name": each["name"], "Values": each["values"]} for each in arguments.get("filters", [])]
    return filters + [{"Name": f"tag:{key}", "Values": [value]} for key, value in arguments.get("tags", {}).items()]
