"""Generates the configuration reference and the stack files' JSON schema from the arguments classes, and tables.

``python -m docs.generator`` writes them; ``tests/unit/project/test_documents.py`` fails while they are not current.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from policy import document as security
from policy import mandatory

from .configuration_reference import render_configuration_reference
from .cost_tables import render_cost
from .package_schema import render_package_schema
from .quotas import render_quotas
from .scale_table import render_scale
from .stack_schema import render_stack_schema

DOCUMENTS = Path(__file__).parent.parent
ROOT = DOCUMENTS.parent

GENERATED: dict[Path, Callable[[], str]] = {
    DOCUMENTS / "configuration.md": render_configuration_reference,
    DOCUMENTS / "cost.md": render_cost,
    DOCUMENTS / "quotas.md": render_quotas,
    DOCUMENTS / "scale.md": render_scale,
    DOCUMENTS / "security.md": security.render,
    DOCUMENTS / "stack.schema.json": render_stack_schema,
    ROOT / "components" / "plugin" / "schema.json": render_package_schema,
    ROOT / "policy" / "pack" / "mandatory.json": mandatory.render,
}
"""Each generated file, and the function that returns its text."""
