"""mypy follows only the modules of `pulumi_aws` that the code uses; the others would take most of its time."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pulumi_aws

from tests.harness.build import CHECKOUT

toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
MYPY = toml.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["mypy"]
PULUMI_AWS = Path(pulumi_aws.__file__).parent
SERVICES = {folder.name for folder in PULUMI_AWS.iterdir() if (folder / "__init__.py").exists()}
FOLLOWED = {
    name.removeprefix("pulumi_aws.").removesuffix(".*")
    for override in MYPY["overrides"]
    if override.get("follow_imports") == "normal"
    for name in override["module"]
}

USE = re.compile(r"\b(?:pulumi_)?aws\.(\w+)|\bfrom pulumi_aws import (\w+)$", re.MULTILINE)
OTHER_SERVICE = re.compile(r"^from \.\. import (\w+) as", re.MULTILINE)


def checked_text() -> str:
    named = [CHECKOUT / name for name in MYPY["files"]]
    files = [file for path in named for file in (path.rglob("*.py") if path.is_dir() else [path])]
    return "\n".join(file.read_text() for file in files if ".venv" not in file.parts and file != Path(__file__))


def services_in(text: str) -> set[str]:
    return {first or second for first, second in USE.findall(text)} & SERVICES


def test_mypy_follows_the_services_that_the_code_uses() -> None:
    assert services_in(checked_text()) == FOLLOWED & SERVICES


def test_mypy_follows_everything_outside_the_services() -> None:
    modules = {file.stem for file in PULUMI_AWS.glob("*.py")} - {"__init__"}
    assert {"pulumi_aws", *modules} == FOLLOWED - SERVICES


def test_the_followed_services_refer_only_to_followed_services() -> None:
    text = "\n".join(file.read_text() for service in FOLLOWED for file in (PULUMI_AWS / service).glob("*.py"))
    assert set(OTHER_SERVICE.findall(text)) & SERVICES == {"iam"}


def test_every_form_of_import_of_a_service_is_found() -> None:
    text = "aws.ec2.Vpc()\nimport pulumi_aws.sns\nfrom pulumi_aws import sqs\nfrom pulumi_aws.ecs.outputs import X\n"
    assert services_in(text) == {"ec2", "sns", "sqs", "ecs"}
    text = checked_text()
    assert set(re.findall(r"\bimport pulumi_aws as (\w+)", text)) == {"aws"}
    assert not re.search(r"\bfrom pulumi_aws import .*[,(]", text)
