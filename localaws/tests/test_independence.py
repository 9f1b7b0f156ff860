"""The project is independent: it imports only itself, the standard library, and its required packages."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

LOCALAWS = Path(__file__).parents[1]
IMPORT_NAMES = {"grpcio": "grpc", "pyyaml": "yaml", "protobuf": "google"}
# Dependencies of boto3, of Flask and of grpcio.
INDIRECT = {"botocore", "werkzeug", "google"}


def requirements() -> set[str]:
    text = (LOCALAWS / "pyproject.toml").read_text(encoding="utf-8")
    names = re.findall(r'^    "([a-z0-9-]+)[<>=]', text, re.MULTILINE)
    return {IMPORT_NAMES.get(name, name).replace("-", "_") for name in names}


def imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]


ALLOWED = {"localaws", *sys.stdlib_module_names, *requirements(), *INDIRECT}
FILES = [path for path in LOCALAWS.rglob("*.py") if ".venv" not in path.parts]


def test_the_project_imports_only_itself_and_its_requirements() -> None:
    assert len(FILES) > 200
    wrong = {
        f"{path.relative_to(LOCALAWS)}: {name}"
        for path in FILES
        for name in imports(path.read_text(encoding="utf-8"))
        if name not in ALLOWED
    }
    assert wrong == set()


@pytest.mark.parametrize("line", ["import components", "from tests.engine import holes", "from settings import parse"])
def test_an_import_of_the_program_is_detected(line: str) -> None:
    assert set(imports(line)) - ALLOWED
