"""The examples in docs/examples are accepted, create their services, and together use every key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from docs.generator.settings_schema import Schema, settings_schema
from docs.generator.stack_schema import stack_schema
from tests.harness.build import build

FOLDER = Path(__file__).parents[3] / "docs" / "examples"
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md")))
EXAMPLES: list[dict[str, Any]] = [
    yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
]


def ours(example: dict[str, Any]) -> dict[str, Any]:
    prefix = "ecs-on-ec2:"
    config = example["config"].items()
    return {key.removeprefix(prefix): value for key, value in config if key.startswith(prefix)}


def keys_of(schema: Schema, path: str = "") -> Iterator[str]:
    """Yield every key that an object can have, with the keys of nested objects."""
    for key, value in schema.get("properties", {}).items():
        yield f"{path}{key}"
        yield from keys_of(value, f"{path}{key}.")
    for keyword in ("additionalProperties", "items"):
        if isinstance(schema.get(keyword), dict):
            yield from keys_of(schema[keyword], f"{path}*.")


def used_keys(schema: Schema, value: Any, path: str = "") -> Iterator[str]:
    """Yield the keys of a value, with the names of :func:`keys_of`."""
    if isinstance(value, list):
        for item in value:
            yield from used_keys(schema.get("items", {}), item, f"{path}*.")
    if not isinstance(value, dict):
        return
    for key, below in value.items():
        if key in schema.get("properties", {}):
            yield f"{path}{key}"
            yield from used_keys(schema["properties"][key], below, f"{path}{key}.")
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from used_keys(schema["additionalProperties"], below, f"{path}*.")


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_is_accepted_and_creates_its_services(example: dict[str, Any]) -> None:
    assert [error.message for error in Draft7Validator(stack_schema()).iter_errors(example)] == []
    config = ours(example)
    assert set(build(config).names("ecs.Service")) == set(config.get("services", {}))


def unused(examples: list[dict[str, Any]]) -> set[str]:
    schema = settings_schema()
    used = {key for example in examples for key in used_keys(schema, ours(example))}
    # A job has the keys of a service, and a sidecar those of a container, which other examples use.
    same = (("jobs.*.", "services.*."), ("services.*.sidecars.*.", "services.*.container."))

    def has_an_example(key: str) -> bool:
        return key in used or any(
            key.startswith(below) and has_an_example(key.replace(below, other, 1)) for below, other in same
        )

    return {key for key in keys_of(schema) if not has_an_example(key)}


def test_every_key_has_an_example() -> None:
    assert unused(EXAMPLES) == set()


def test_a_key_without_an_example_is_reported() -> None:
    with_volumes = [example for example in EXAMPLES if "volumes:" in yaml.safe_dump(example)]
    assert {"vpc.natGateways", "services.*.scaling.schedules.*.timezone"} <= unused(with_volumes)
    assert "services.*.volumes.*.readOnly" not in unused(with_volumes)
