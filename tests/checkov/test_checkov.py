"""checkov on the plans of the stacks reports the findings in docs/security.md and no others."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from policy.checkov import ON_DEFAULTS, PROD
from policy.controls import CONTROLS
from tests.harness.build import STACKS, build_stack
from tools.checkout import virtual_environment

from .plan import plan_of

Failing = Mapping[str, tuple[str, ...]]
"""For each check, the resources that fail it, as ``type name``."""


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Failing]:
    """Return checkov's findings by stack."""
    plans = tmp_path_factory.mktemp("plans")
    for name in STACKS:
        (plans / f"{name}.json").write_text(json.dumps(plan_of(build_stack(name))))
    programs = virtual_environment.provide(Path(__file__).with_name("requirements.txt"))
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as executor:
        found = executor.map(lambda name: _found(programs, plans / f"{name}.json"), STACKS)
        return dict(zip(STACKS, found, strict=True))


def _found(programs: Path, plan: Path) -> Failing:
    options = ["--framework", "terraform_plan", "--output", "json", "--quiet", "--compact", "--skip-download"]
    done = subprocess.run(
        [programs / "python", programs / "checkov", *options, "--file", plan],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(plan.parent)},
    )
    report = json.loads(done.stdout)
    assert report["summary"]["parsing_errors"] == 0, done.stderr
    assert report["summary"]["passed"] > 80, "checkov could not read the plan"
    return _by_check(report["results"]["failed_checks"])


def _by_check(failed: list[dict[str, str]]) -> Failing:
    checks = {one["check_id"] for one in failed}
    return {
        check: tuple(sorted(one["resource"].replace(".", " ", 1) for one in failed if one["check_id"] == check))
        for check in sorted(checks)
    }


def test_prod_fails_only_checks_that_have_a_reason(failing: Mapping[str, Failing]) -> None:
    assert failing["prod"] == {finding.id: finding.failing for finding in sorted(PROD, key=lambda found: found.id)}


def test_each_accepted_finding_has_a_reason_or_a_control_that_prod_fails() -> None:
    declined = {control.id for control in CONTROLS if control.result == "no"}
    for finding in PROD:
        assert bool(finding.because) != bool(finding.control), finding.id
        assert not finding.control or finding.control in declined, finding.id


@pytest.mark.parametrize("name", ["dev", "public-api"])
def test_a_stack_with_default_settings_fails_only_the_documented_checks(
    failing: Mapping[str, Failing], name: str
) -> None:
    accepted = {finding.id for finding in PROD}
    assert set(failing[name]) - accepted == {found.id for found in ON_DEFAULTS if name in found.stacks}
