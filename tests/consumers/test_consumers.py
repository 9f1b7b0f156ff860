"""Programs in YAML, TypeScript and Go deploy with the package, plan no change afterwards, and are destroyed completely.

Each is an example. ``make consumers`` runs them, and needs Go and npm.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.consumers.language_hosts import SDK_GENERATOR, install
from tests.engine.local_aws import CHECKOUT, Finished, LocalAws
from tests.engine.package_plugin import use_plugin

SCHEMA = CHECKOUT / "components" / "plugin" / "schema.json"
STACK = ("--stack", "dev")
LANGUAGES = {"yaml": "package-yaml", "nodejs": "package-typescript", "go": "package-go"}
SECRET = "kept-by-the-consumer"


def run(*command: str, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)} exited {done.returncode}:\n{done.stdout}{done.stderr}"


def prepare(language: str, project: Path) -> None:
    """Generate the SDK that the program imports and install its packages, as `pulumi install` does."""
    if language == "yaml":
        return
    run(str(SDK_GENERATOR.provide()), str(SCHEMA), language, str(project / "sdks" / "ecs-on-ec2"), folder=project)
    if language == "nodejs":
        run("npm", "ci", "--no-audit", "--no-fund", folder=project)
        run("npx", "--no-install", "tsc", folder=project)
    if language == "go":
        # The engine's host compiles the program too, which takes minutes with an empty Go cache.
        run("go", "build", "-o", os.devnull, ".", folder=project)


def counts(finished: Finished) -> dict[str, int]:
    """Return the resource counts that a command printed, by operation."""
    found = re.findall(
        r"^\s+(?:[+~-]+ )?(\d+) (to create|created|deleted|unchanged|changed|updated)", finished.output, re.MULTILINE
    )
    return {done: int(count) for count, done in found}


@pytest.fixture(scope="module")
def created() -> dict[str, set[str]]:
    """Return the created resources of the consumers, by language, as the tests add them."""
    return {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_consumer_is_created_unchanged_and_destroyed(
    language: str, local_aws: LocalAws, plugin: Path, tmp_path: Path, created: dict[str, set[str]]
) -> None:
    project = tmp_path / "project"
    shutil.copytree(CHECKOUT / "examples" / LANGUAGES[language], project)
    use_plugin(project, plugin)
    install(language, local_aws)
    prepare(language, project)

    def pulumi(*arguments: str) -> Finished:
        return local_aws.pulumi(*arguments, *STACK, cwd=project).succeeded()

    pulumi("config", "set", "--secret", "token", SECRET)
    planned = counts(pulumi("preview"))
    up = counts(pulumi("up", "--yes", "--skip-preview"))
    text = pulumi("stack", "export").stdout
    resources: list[dict[str, Any]] = json.loads(text)["deployment"]["resources"]
    created[language] = {each["urn"].partition("::")[2].partition("::")[2] for each in resources if is_of_package(each)}
    assert SECRET not in text
    preview = counts(pulumi("preview", "--expect-no-changes"))
    destroy = counts(pulumi("destroy", "--yes", "--skip-preview"))
    print(f"{language}: preview {planned}, up {up}, preview {preview}, destroy {destroy}")
    # In YAML, one unknown output makes all outputs of a component unknown, so a plan has no rules for the VPC's blocks.
    assert planned == {"to create": up["created"]} or (language == "yaml" and planned["to create"] <= up["created"])
    assert up["created"] == preview["unchanged"] == destroy["deleted"] > len(created[language]) > 60
    assert local_aws.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"] == []
    assert set(map(frozenset, created.values())) == {frozenset(created[language])}


def is_of_package(resource: dict[str, Any]) -> bool:
    return not resource["type"].startswith("pulumi:")
