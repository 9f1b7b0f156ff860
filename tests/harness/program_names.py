"""Names of the AWS packages in the program's code."""

from __future__ import annotations

import ast
import re

from tests.harness.build import CHECKOUT

PROGRAM = [
    CHECKOUT / "__main__.py",
    CHECKOUT / "program_parts.py",
    CHECKOUT / "settings.py",
    CHECKOUT / "settings_checks.py",
    CHECKOUT / "stack_file.py",
    *sorted((CHECKOUT / "components").rglob("*.py")),
]


def named_by_the_program(pattern: str) -> set[str]:
    """Return the names of the AWS packages in the program's code that match ``pattern``."""
    nodes = [node for file in PROGRAM for node in ast.walk(ast.parse(file.read_text()))]
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    # The first part of a longer name, such as an enumeration, does not count.
    partial = {id(node.value) for node in attributes}
    names = {ast.unparse(node) for node in attributes if id(node) not in partial}
    return {name for name in names if re.fullmatch(pattern, name)}
