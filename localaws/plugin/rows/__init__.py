"""The table: a row for each resource type, in files by AWS service."""

import importlib
import pkgutil

from localaws.plugin.row import Row

MODULES = tuple(importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
"""Every file of this folder. Files without ``ROWS`` contain shared parts of large types."""

TABLE: dict[str, Row] = {row.resource_type: row for module in MODULES for row in getattr(module, "ROWS", ())}
