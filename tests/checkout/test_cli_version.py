"""CI tests and deploys with the version of the Pulumi CLI that `make setup` builds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from localaws.launcher import toolchain

CHECKOUT = Path(__file__).parents[2]
BUILT = toolchain.version_to_build()
DOCUMENTS = [
    ("README.md", r"developed with (\d[\d.]*\d)"),
    (".github/workflows/drift.yml", r"Measured with Pulumi (\d[\d.]*\d)"),
    ("localaws/README.md", r"has no effect in (\d[\d.]*\d)"),
    ("localaws/launcher/interrupted.py", r"engine (\d[\d.]*\d) ignores"),
]


def test_ci_tests_and_deploys_with_the_version_that_is_built_here() -> None:
    setup = yaml.safe_load((CHECKOUT / ".github/actions/setup/action.yml").read_text())
    assert setup["outputs"]["pulumi-version"]["value"] == BUILT
    workflows = [path.read_text() for path in (CHECKOUT / ".github/workflows").glob("*.yml")]
    named = [version for text in workflows for version in re.findall(r"pulumi-version: (.+)", text)]
    assert len(named) == sum(text.count("uses: pulumi/actions@") for text in workflows) > 0
    assert set(named) == {"${{ steps.setup.outputs.pulumi-version }}", BUILT}


def test_a_job_that_runs_the_engine_uses_the_cli_of_its_workflow() -> None:
    running = []
    for path in (CHECKOUT / ".github/workflows").glob("*.yml"):
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            steps = job.get("steps", [])
            runs = " ".join(step.get("run", "") for step in steps)
            if re.search(r"\bpulumi [a-z]|\.ci/run|make '\$\{\{ matrix\.target", runs):
                running.append(name)
                assert any(step.get("uses", "").startswith("pulumi/actions@") for step in steps), path.name
    assert {"test", "make"} <= set(running)


@pytest.mark.parametrize(("file", "pattern"), DOCUMENTS)
def test_a_document_contains_that_version(file: str, pattern: str) -> None:
    assert re.findall(pattern, (CHECKOUT / file).read_text()) == [BUILT]
