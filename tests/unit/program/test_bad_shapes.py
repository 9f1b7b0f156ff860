"""An unknown key, a value of the wrong type and a null are refused at every place of a stack file."""

from __future__ import annotations

import json
from typing import Any, get_args, get_origin

import pytest

from components.foundation.refusal import HIDDEN, RefusedError, format_path
from settings import Settings, parse
from tests.harness.build import build, refuse
from tests.harness.settings_classes import (
    OBJECTS,
    Path,
    bare,
    class_at,
    classes_under,
    config_with,
    fields_at,
    takes_null,
    value_at,
    with_value,
    wrong_values,
)


def _name(path: Path) -> str:
    return format_path(path) or "top"


PLACES = [pytest.param(path, id=_name(path)) for path in OBJECTS]

FIELDS = [pytest.param(path, key, id=f"{_name(path)}.{key}") for path in OBJECTS for key in fields_at(path)]

NEEDED = [
    pytest.param(path, key, id=f"{_name(path)}.{key}")
    for path in OBJECTS
    for key, field in fields_at(path).items()
    if field.is_required()
]

WRONG = [
    pytest.param(path, key, id=f"{_name(path)}.{key}")
    for path in OBJECTS
    for key in fields_at(path)
    if key != "availabilityZones"  # a number or a list: bad_input.py has separate cases
]

SECRET_KEYS = ("secrets", "secretOptions")
"""Keys whose values are not shown, because users sometimes write secrets instead of their ARNs."""

LISTS = [
    pytest.param(path, key, id=f"{_name(path)}.{key}")
    for path in OBJECTS
    for key, field in fields_at(path).items()
    if get_origin(bare(field.annotation)) is tuple and bare(get_args(bare(field.annotation))[0]) is str
]


def refusals(config: dict[str, Any]) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        parse(config)
    return [str(problem) for problem in caught.value.problems]


def outcome(config: dict[str, Any]) -> object:
    """Return the settings, or the reason for their refusal."""
    try:
        return parse(config)
    except RefusedError as refused:
        return [(problem.path, problem.allowed) for problem in refused.problems]


def test_every_args_class_has_a_place() -> None:
    assert set(classes_under(Settings)) == {class_at(path) for path in OBJECTS}


@pytest.mark.parametrize("path", PLACES)
def test_the_smallest_object_is_accepted(path: Path) -> None:
    config = config_with(path)
    assert parse(config).services["worker"].topology == "private-worker"


@pytest.mark.parametrize("path", PLACES)
def test_an_unknown_key_is_refused(path: Path) -> None:
    messages = refusals(with_value(path, "noSuchKey", 1))
    assert len(messages) == 1, messages
    keys = ", ".join(fields_at(path))
    assert messages == [f"{format_path((*path, 'noSuchKey'))}: 1 is refused: there is no such key, only {keys}"]


@pytest.mark.parametrize(("path", "key"), FIELDS)
def test_a_key_in_snake_case_is_refused_in_a_file(path: Path, key: str) -> None:
    names = {field.alias or name: name for name, field in class_at(path).model_fields.items()}
    snake = names[key]
    if snake == key:
        assert "_" not in key
        return
    messages = refusals(with_value(path, snake, 1))
    shown = HIDDEN if key in SECRET_KEYS else 1
    assert messages == [f"{format_path((*path, snake))}: {shown} is refused: there is no such key; did you mean {key}?"]


@pytest.mark.parametrize(("path", "key"), WRONG)
def test_a_value_of_the_wrong_type_is_refused(path: Path, key: str) -> None:
    for value in wrong_values(fields_at(path)[key]):
        messages = refusals(with_value(path, key, value))
        assert len(messages) == 1, messages
        shown = HIDDEN if key in SECRET_KEYS else json.dumps(value)
        assert messages[0].startswith(f"{format_path((*path, key))}: {shown} is refused: ")


@pytest.mark.parametrize(("path", "key"), LISTS)
def test_an_item_of_the_wrong_type_is_refused(path: Path, key: str) -> None:
    messages = refusals(with_value(path, key, [5]))
    assert len(messages) == 1, messages
    assert messages[0].startswith(f"{format_path((*path, key, 0))}: 5 is refused: ")


@pytest.mark.parametrize(("path", "key"), FIELDS)
def test_a_null_is_refused_or_means_the_default(path: Path, key: str) -> None:
    config = with_value(path, key, None)
    field = fields_at(path)[key]
    if takes_null(field) and field.default is None:
        without = config_with(path)
        value_at(without, path).pop(key, None)
        assert outcome(config) == outcome(without)
        return
    messages = refusals(config)
    assert len(messages) == 1, messages
    shown = HIDDEN if key in SECRET_KEYS else "null"
    assert messages[0].startswith(f"{format_path((*path, key))}: {shown} is refused: ")


@pytest.mark.parametrize(("path", "key"), NEEDED)
def test_a_missing_required_key_is_reported(path: Path, key: str) -> None:
    config = config_with(path)
    value_at(config, path).pop(key)
    messages = refusals(config)
    assert len(messages) == 1, messages
    assert messages[0].startswith(f"{format_path((*path, key))}: null is refused: it is required")


def test_the_program_refuses_with_the_message_of_the_settings() -> None:
    config = with_value(("services", "worker", "container"), "stopTimeout", "30")
    assert refuse(config) == refusals(config)


def test_a_program_with_an_object_at_every_place_is_built() -> None:
    config = config_with(())
    for path in OBJECTS:
        if path and path[0] != "platform" and "build" not in path:
            _merge(config, config_with(path))
    config["services"]["worker"]["logging"] = {"driver": "awsfirelens"}
    config["cluster"]["discovery"] = "service-connect"
    assert build(config).names("ecs.Service") == ["worker"]


def _merge(into: dict[str, Any], other: dict[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value
