"""An encrypted value of any setting appears in no plain input, output, export or message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from components.foundation.refusal import HIDDEN
from components.foundation.secret_values import LONG_ENOUGH, SecretValues
from components.service.task.task_args import TaskArgs
from docs.generator.settings_schema import settings_schema
from docs.generator.stack_schema import stack_schema
from tests.harness.build import STACKS, build, project_config, refuse
from tests.harness.recording import Recording
from tests.unit.project.test_examples import EXAMPLES, ours

IN_NAMES = ("allowFrom", "discoveryDomain", "domains", "hostedZone", "policyArns", "stack")
"""Settings that become names of resources. The engine stores names in plain text."""

OF_TASKS = {field.alias or name for name, field in TaskArgs.model_fields.items()} - {"gpu"}
"""The settings of a task, without GPUs, which only some instances have."""

SIDECAR = {
    "image": "public.ecr.aws/example/proxy:1",
    "memory": 64,
    "dockerLabels": {"com.example.team": "storefront-team"},
    "environmentFiles": ["arn:aws:s3:::example-settings/proxy.env"],
    "tmpfs": [{"containerPath": "/scratch", "size": 16, "mountOptions": ["noexec"]}],
    "workingDirectory": "/srv/proxy",
}


CONFIGS: dict[str, dict[str, Any]] = {
    **{stack: project_config(stack) for stack in STACKS},
    **{f"example{number}": ours(example) for number, example in enumerate(EXAMPLES)},
    "sidecar": {"services": {"worker": {"topology": "private-worker", "sidecars": {"proxy": SIDECAR}}}},
}


def as_jobs(title: str, services: dict[str, Any]) -> dict[str, Any]:
    """Return jobs with the settings that services have for their tasks."""
    jobs = {
        f"{title}-{number}": {key: value for key, value in service.items() if key in OF_TASKS}
        for number, service in enumerate(services.values())
    }
    return {name: job if "build" in job else {"image": "busybox", **job} for name, job in jobs.items()}


CONFIGS["jobs"] = {
    "cluster": {
        "executeCommand": True,
        "agentConfig": {"ECS_AVAILABLE_LOGGING_DRIVERS": '["awslogs", "splunk"]'},
    },
    "jobs": {
        name: job
        for title, config in CONFIGS.items()
        for name, job in as_jobs(title, config.get("services", {})).items()
    },
}
CASES = [
    (title, key)
    for title, config in CONFIGS.items()
    for key, value in config.items()
    if isinstance(value, (dict, list, str))
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
def test_an_encrypted_setting_never_appears_in_plain_text(title: str, key: str) -> None:
    assert leaks_of(CONFIGS[title], key) == set()


def text_keys(schema: Any, path: str = "") -> Iterator[str]:
    """Yield the keys whose values are texts of the user's choice."""
    for form in (schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if "string" in form.get("type", ()) and not {"enum", "const"} & form.keys():
            yield path.removesuffix(".")
        for key, below in form.get("properties", {}).items():
            yield from text_keys(below, f"{path}{key}.")
        if isinstance(form.get("additionalProperties"), dict):
            yield from text_keys(form["additionalProperties"], f"{path}*.")
        if isinstance(form.get("items"), dict):
            yield from text_keys(form["items"], path)


def set_keys(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from set_keys(below, (*path, key))
    elif isinstance(value, list):
        for item in value:
            yield from set_keys(item, path)
    elif isinstance(value, str):
        yield path


def test_every_text_of_the_settings_is_encrypted_in_some_case() -> None:
    tried = {path for title, key in CASES for path in set_keys({key: CONFIGS[title][key]})}
    keys = [key.split(".") for key in dict.fromkeys(text_keys(settings_schema()))]
    assert len(keys) > 150
    assert [
        ".".join(key)
        for key in keys
        if not any(len(key) == len(path) and all(map(lambda a, b: a in ("*", b), key, path)) for path in tried)
    ] == []


def test_a_plain_value_is_not_hidden() -> None:
    recording = build({**CONFIGS["dev"], "tags": {"team": "storefront"}})
    assert [where for where, plain in plain_texts(recording) if "storefront" in plain]


SHORT = {"services": {"worker": {"topology": "private-worker", "container": {"command": ["serve", "1234"]}}}}


def test_a_short_encrypted_text_stays_secret() -> None:
    definition = build(SHORT, secrets=("services",)).one("ecs.TaskDefinition")
    assert "containerDefinitions" in definition.secret_inputs


def test_a_message_about_another_setting_hides_an_encrypted_value() -> None:
    values = SecretValues.of([{"a": "hush-hush", "b": "1234"}])
    assert values.hide('hush-hush is not "1234"') == f"{HIDDEN} is not {HIDDEN}"


def test_a_refused_value_that_is_encrypted_is_not_shown() -> None:
    config = {
        "services": {"worker": {"topology": "private-worker", "loadBalancer": {"healthCheck": {"path": "hush-hush"}}}}
    }
    (message,) = refuse(config, secrets=("services",))
    assert message.startswith(f"services.worker.loadBalancer.healthCheck.path: {HIDDEN} is refused: ")
    assert "hush" not in message
