"""What a stack file encrypts is in no plain input, output, export or message, whatever the setting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from components.foundation.refusal import HIDDEN
from components.foundation.secret_values import LONG_ENOUGH, SecretValues
from docs.generator.stack_schema import stack_schema
from tests.harness.build import STACKS, build, project_config, refuse
from tests.harness.recording import Recording
from tests.unit.project.test_examples import EXAMPLES, ours

IN_NAMES = ("allowFrom", "discoveryDomain", "domains", "hostedZone", "policyArns", "stack")
"""Settings of which the program makes names of resources, which the engine keeps in plain text."""

CONFIGS: dict[str, dict[str, Any]] = {
    **{stack: project_config(stack) for stack in STACKS},
    **{f"example{number}": ours(example) for number, example in enumerate(EXAMPLES)},
}
CASES = [
    pytest.param(title, key, id=f"{title}-{key}")
    for title, config in CONFIGS.items()
    for key, value in config.items()
    if isinstance(value, (dict, str))
]


def texts(value: Any, key: str = "") -> Iterator[str]:
    """Yield the texts of a setting that can be encrypted."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from texts(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, key)
    elif isinstance(value, str) and key not in IN_NAMES:
        yield value


def plain_texts(recording: Recording) -> Iterator[tuple[str, str]]:
    for found in recording:
        for name, value in found.inputs.items():
            if name not in found.secret_inputs:
                yield f"{found}.{name}", json.dumps(value)
        for name, value in found.outputs.items():
            if name not in found.secret_outputs:
                yield f"the output {name} of {found}", json.dumps(value)
    for name, value in recording.exports.items():
        if name not in recording.secret_exports:
            yield f"the export {name}", json.dumps(value)
    for message in recording.messages:
        yield "a message", message


def prescribed(schema: Any) -> Iterator[str]:
    """Yield the words that the program prescribes, such as ``public-api``."""
    if isinstance(schema, dict):
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        if isinstance(schema.get("const"), str):
            yield schema["const"]
        for item in schema.values():
            yield from prescribed(item)
    elif isinstance(schema, list):
        for item in schema:
            yield from prescribed(item)


PRESCRIBED = frozenset(prescribed(stack_schema()))


def leaks_of(config: dict[str, Any], key: str) -> set[tuple[str, str]]:
    recording = build(config, secrets=(key,))
    services = config.get("services", {})
    names = {*services, *config.get("jobs", ()), *config.get("loadBalancers", ())}
    known = {*PRESCRIBED, *names, *(f"http://{name}" for name in services)}
    encrypted = {text for text in texts(config[key]) if text not in known and len(text) >= LONG_ENOUGH}
    return {
        (text, where)
        for text in encrypted
        for where, plain in plain_texts(recording)
        if json.dumps(text)[1:-1] in plain
    }


@pytest.mark.parametrize(("title", "key"), CASES)
def test_an_encrypted_setting_is_nowhere_in_plain_text(title: str, key: str) -> None:
    assert leaks_of(CONFIGS[title], key) == set()


def test_a_plain_setting_is_in_plain_text() -> None:
    recording = build({**CONFIGS["dev"], "tags": {"team": "storefront"}})
    assert [where for where, plain in plain_texts(recording) if "storefront" in plain]


SHORT = {"services": {"worker": {"topology": "private-worker", "container": {"command": ["serve", "1234"]}}}}


def test_a_short_text_is_secret_too() -> None:
    definition = build(SHORT, secrets=("services",)).one("ecs.TaskDefinition")
    assert "containerDefinitions" in definition.secret_inputs


def test_a_message_about_another_setting_hides_an_encrypted_one() -> None:
    values = SecretValues.of([{"a": "hush-hush", "b": "1234"}])
    assert values.hide('hush-hush is not "1234"') == f"{HIDDEN} is not {HIDDEN}"


def test_a_refused_value_that_is_encrypted_is_not_shown() -> None:
    config = {
        "services": {"worker": {"topology": "private-worker", "loadBalancer": {"healthCheck": {"path": "hush-hush"}}}}
    }
    (message,) = refuse(config, secrets=("services",))
    assert message.startswith(f"services.worker.loadBalancer.healthCheck.path: {HIDDEN} is refused: ")
    assert "hush" not in message
