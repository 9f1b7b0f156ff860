"""Which extensions this server has. Importing one registers its hooks."""

from __future__ import annotations

import importlib

EXTENSIONS = (
    "localaws.server.properties.ecs_services",
)


def load() -> None:
    """Import every extension."""
    for name in EXTENSIONS:
        importlib.import_module(name)
