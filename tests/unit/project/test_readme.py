"""The stack files, programs, commands and paths in the README are valid."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from jsonschema import Draft7Validator

from docs.generator.stack_schema import stack_schema
from settings import Settings, parse
from tests.harness.build import build, build_component, refuse
from tests.harness.recording import Recording

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
COMPONENTS = (ROOT / "docs" / "components.md").read_text(encoding="utf-8")
TEXTS = f"{README}\n{OPERATE}\n{COMPONENTS}"

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def code_blocks(language: str) -> list[str]:
    return [text for kind, text in FENCE.findall(TEXTS) if kind == language]


def inline_code() -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", FENCE.sub("", TEXTS)))


STACK_FILES = [yaml.safe_load(text) for text in code_blocks("yaml")]
PROGRAMS = code_blocks("python")
COMMANDS = [line for text in code_blocks("sh") for line in text.splitlines()]


def test_the_readme_has_examples() -> None:
    assert len(STACK_FILES) >= 4
    assert len(PROGRAMS) >= 2
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("stack_file", STACK_FILES, ids=range(len(STACK_FILES)))
def test_a_stack_file_in_the_readme_is_accepted(stack_file: dict[str, Any]) -> None:
    assert [error.message for error in Draft7Validator(stack_schema()).iter_errors(stack_file)] == []
    config = stack_file["config"]
    ours = {key.partition(":")[2]: value for key, value in config.items() if key.startswith("ecs-on-ec2:")}
    assert isinstance(parse(ours), Settings)


def run(program: str) -> Recording:
    here = program.replace("from ecs_on_ec2 import", "from components import")
    return build_component(lambda: exec(compile(here, "components.md", "exec"), {"__name__": "__main__"}))


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_a_program_in_the_readme_creates_a_service(program: str) -> None:
    recording = run(program)
    for service in recording.all("ecs.Service"):
        assert service in recording.children(recording.one("AwsvpcService", service.name))
        assert recording.one("autoscaling.Group") in recording.waits_for(service)
    assert recording.exports


def test_a_wrong_program_is_found() -> None:
    with pytest.raises(Exception, match="containerport"):
        run("from components import AwsvpcServiceArgs\nAwsvpcServiceArgs(topology='public-api', containerport=1)")
    with pytest.raises(pulumi.RunError, match="nothing of that name"):
        run("import pulumi\nraise pulumi.RunError('nothing of that name')")


def test_the_message_in_the_readme_equals_that_of_the_program() -> None:
    (shown,) = code_blocks("text")
    lines = shown.splitlines()
    said = refuse({"services": {"worker": {"topology": "private-worker", "containerPort": 70_000}}})
    assert lines == ["1 mistake in the configuration of this stack:", *[f"ecs-on-ec2:{line}" for line in said]]


def test_the_readme_has_at_most_250_lines() -> None:
    assert len(README.splitlines()) <= 250


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def named_targets() -> set[str]:
    words = [shlex.split(code, comments=True) for code in [*COMMANDS, *inline_code()] if code.startswith("make ")]
    return {word for command in words for word in command[1:] if "=" not in word}


def test_every_named_make_target_exists() -> None:
    assert named_targets() >= {"up", "test", "destroy"}
    assert named_targets() - make_targets() == set()


def named_paths() -> Iterator[str]:
    for code in inline_code():
        path = code.split()[0].rstrip("/")
        if "<" in path:
            continue
        if re.fullmatch(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+", path) or path.endswith((".py", ".yaml", ".md", ".txt")):
            yield path


def test_every_named_path_exists() -> None:
    paths = set(named_paths())
    assert paths >= {"Pulumi.dev.yaml", "program_parts.py"}
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_table_of_outputs_is_complete() -> None:
    services = {
        "web": {"topology": "public-api", "executeCommand": True, "deployment": {"keepRevisions": True}},
        "worker": {"topology": "private-worker", "deployment": {"external": True}},
    }
    jobs = {"report": {"image": "report:1", "schedule": "rate(1 day)"}}
    cluster = {"discovery": "dns", "executeCommand": True}
    everything = build({"services": services, "jobs": jobs, "cluster": cluster, "audit": {}}).exports
    expected = {*everything, *build({"platformOnly": True}).exports} - {"services", "jobs"}
    for kind in ("services", "jobs"):
        for outputs in everything[kind].values():
            expected |= {f"{kind}.<name>.{name}" for name in outputs}
    table = OPERATE.partition("## Outputs")[2].partition("\n## ")[0]
    first_cells = " ".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))
    assert set(re.findall(r"`([^`]+)`", first_cells)) == expected


def test_the_table_of_stacks_is_complete() -> None:
    names = {path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml")}
    assert set(re.findall(r"^\| \[`([^`]+)`\]\(Pulumi\.", README, re.MULTILINE)) == names
