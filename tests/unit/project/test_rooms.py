"""A room of the components imports only from the rooms below it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.build import CHECKOUT

COMPONENTS = CHECKOUT / "components"

FLOORS = (
    ("foundation",),
    ("network",),
    ("cluster",),
    ("service/task", "service/traffic", "platform"),
    ("service/scaling", "service/discovery", "service/rollout"),
    ("service", "job"),
    ("stack",),
    ("observability", "quotas"),
    ("plugin", "testing"),
)
"""From the bottom. Rooms on one level do not import each other."""


def floor_of(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def room_of(file: Path) -> str:
    return file.parent.relative_to(COMPONENTS).as_posix()


def imported_files(file: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = file.parents[node.level - 1]
            module = folder.joinpath(*(node.module or "").split("."))
            yield from (found for found in (module.with_suffix(".py"), module / "__init__.py") if found.exists())


FILES = sorted(file for file in COMPONENTS.rglob("*.py") if file.parent != COMPONENTS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(COMPONENTS).as_posix())
def test_a_room_imports_only_from_rooms_below_it(file: Path) -> None:
    room = room_of(file)
    rooms = {room_of(imported) for imported in imported_files(file)} - {room}
    not_below = [other for other in rooms if floor_of(other) >= floor_of(room)]
    assert not not_below, f"{file.name} of {room} imports from {not_below}"


def test_the_components_are_in_rooms() -> None:
    assert [file.name for file in COMPONENTS.glob("*.py")] == ["__init__.py"]
    rooms = {room_of(file) for file in FILES}
    assert rooms == {room for floor in FLOORS for room in floor}


def test_every_room_has_a_folder_of_unit_tests() -> None:
    unit = CHECKOUT / "tests" / "unit"
    folders = {file.parent.relative_to(unit).as_posix() for file in unit.rglob("test_*.py")}
    assert folders == {room for floor in FLOORS for room in floor} | {"program", "project"}


def test_the_architecture_shows_every_room() -> None:
    rooms = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("## Rooms")[2].split("```")[1]
    shown = re.findall(r"(?:^|\s)(\w+)/\s", rooms)
    assert sorted(shown) == sorted(room.rpartition("/")[2] for floor in FLOORS for room in floor)


def test_imports_are_found() -> None:
    file = COMPONENTS / "service" / "awsvpc_service.py"
    assert {"foundation", "service/task", "service/traffic", "service"} <= {
        room_of(each) for each in imported_files(file)
    }
