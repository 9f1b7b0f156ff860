"""The workflows of .github: their jobs, order, permissions and third-party actions."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.harness.workflows import GITHUB, ROOT, executable, holds, load, run_step, steps

FILES = [*sorted((GITHUB / "workflows").glob("*.yml")), *sorted((GITHUB / "actions").glob("*/action.yml"))]
STACKS = sorted(file.name.split(".")[1] for file in ROOT.glob("Pulumi.*.yaml"))
DOCUMENTATION = (ROOT / "docs" / "github-actions.md").read_text()

ALLOWED_ACTIONS = {
    "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0",
    "actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e # v7",
    "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7",
    "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1",
    "actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0",
    "aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3",
    "pulumi/actions@8e5e406f4007fca908480587cb9893c07090f58d # v7.0.0",
}

READ = {"contents": "read"}
TAKE_ROLE = {"contents": "read", "id-token": "write"}
PERMISSIONS: dict[str, dict[str, dict[str, str]]] = {
    "test.yml": {"unit": READ, "test": READ},
    "stacks.yml": {"list": READ},
    "preview.yml": {"skipped": {}, "stacks": READ, "preview": {**TAKE_ROLE, "pull-requests": "write"}},
    "drift.yml": {"stacks": READ, "drift": TAKE_ROLE},
    "up.yml": {"test": READ, "dev": TAKE_ROLE, "public-api": TAKE_ROLE, "prod": TAKE_ROLE},
    "up-stack.yml": {"up": TAKE_ROLE},
    "nightly.yml": {"make": READ},
    "release.yml": {"test": READ, "package": READ, "publish": {"actions": "read", "contents": "write"}},
    "site.yml": {"build": READ, "publish": {"pages": "write", "id-token": "write"}},
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(GITHUB).as_posix())
def test_every_action_is_pinned_by_an_allowed_commit(file: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.+)$", file.read_text(), re.MULTILINE)
    assert len(used) == file.read_text().count("uses:")
    for reference in used:
        if reference.startswith("./"):
            local = ROOT / reference
            assert local.is_file() or (local / "action.yml").is_file()
        else:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", reference)
            assert reference in ALLOWED_ACTIONS


def test_every_allowed_action_is_used() -> None:
    text = "".join(file.read_text() for file in FILES)
    assert [reference for reference in ALLOWED_ACTIONS if reference not in text] == []


def test_every_job_has_exactly_its_permissions() -> None:
    found = {}
    for file in sorted((GITHUB / "workflows").glob("*.yml")):
        workflow = load(file.name)
        assert workflow["permissions"] == {}, f"{file.name} gives permissions to all its jobs"
        found[file.name] = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert found == PERMISSIONS


def test_code_of_forks_gets_no_permissions_of_this_repository() -> None:
    triggers = {name: set(load(name)["on"]) for name in PERMISSIONS}
    assert triggers == {
        "test.yml": {"pull_request", "workflow_call"},
        "stacks.yml": {"workflow_call"},
        "preview.yml": {"pull_request"},
        "drift.yml": {"schedule", "workflow_dispatch"},
        "up.yml": {"push", "workflow_dispatch"},
        "up-stack.yml": {"workflow_call"},
        "nightly.yml": {"schedule", "workflow_dispatch"},
        "release.yml": {"push"},
        "site.yml": {"push", "workflow_dispatch"},
    }
    assert load("up.yml")["on"]["push"] == load("site.yml")["on"]["push"] == {"branches": ["main"]}


def test_the_guide_protects_the_tags_that_publish_a_release() -> None:
    (pattern,) = load("release.yml")["on"]["push"]["tags"]
    (rules,) = re.findall(r"^\{\"name\": \"releases\".*?^JSON$", DOCUMENTATION, re.DOTALL | re.MULTILINE)
    found = json.loads(rules.removesuffix("JSON"))
    assert (found["target"], found["enforcement"]) == ("tag", "active")
    assert found["conditions"]["ref_name"]["include"] == [f"refs/tags/{pattern}"]
    assert {rule["type"] for rule in found["rules"]} == {"creation", "update", "deletion"}


def test_a_job_that_writes_to_github_runs_no_code_of_the_repository() -> None:
    """Otherwise, a compromised dependency could replace the release or the site."""
    for name in ("release.yml", "site.yml"):
        publish = load(name)["jobs"]["publish"]
        assert steps(publish, "actions/checkout") == []
        assert not any(re.search(r"\b(make|python|pip|npm)\b", step.get("run", "")) for step in publish["steps"])


@pytest.mark.parametrize(("variable", "runs"), [("true", True), ("", False), ("false", False)])
def test_the_site_is_published_only_on_request(variable: str, runs: bool) -> None:
    jobs = load("site.yml")["jobs"]
    assert holds(jobs["build"]["if"], vars__PUBLISH_SITE=variable) is runs
    assert jobs["publish"]["needs"] == "build"
    assert "if" not in jobs["publish"], "with its own condition, the job can run after `build` was skipped"
    assert jobs["publish"]["environment"]["name"] == "github-pages"
    (upload,) = steps(jobs["build"], "actions/upload-pages-artifact")
    assert [step["run"] for step in jobs["build"]["steps"] if "run" in step] == ["make site"]
    assert upload["with"] == {"path": ".site"}
    assert " . .site\n" in (ROOT / "Makefile").read_text()


def test_secrets_and_variables_are_the_documented_ones() -> None:
    text = "".join(file.read_text() for file in FILES)
    assert set(re.findall(r"\bsecrets\b\S*", text)) == {"secrets.PULUMI_ACCESS_TOKEN"}
    assert "secrets" not in (GITHUB / "workflows" / "test.yml").read_text()
    variables = set(re.findall(r"\bvars\.(\w+)", text))
    assert variables == {
        *("AWS_REGION", "AWS_ROLE_ARN", "JOB_BEFORE_SERVICES", "PUBLISH_SITE", "PULUMI_BACKEND_URL", "PULUMI_STACK"),
    }
    for name in {*variables, "PULUMI_ACCESS_TOKEN"}:
        assert f"`{name}`" in DOCUMENTATION or f"variable set {name} " in DOCUMENTATION, f"{name} is not documented"


def test_aws_roles_belong_to_environments_and_no_aws_key_is_stored() -> None:
    environments = {}
    for name in PERMISSIONS:
        for job_name, job in load(name)["jobs"].items():
            for step in steps(job, "aws-actions/configure-aws-credentials") if "steps" in job else []:
                assert set(step["with"]) <= {"role-to-assume", "role-duration-seconds", "aws-region"}
                assert step["with"]["role-to-assume"] == "${{ vars.AWS_ROLE_ARN }}"
                environments[name, job_name] = job["environment"]
    assert environments == {
        ("preview.yml", "preview"): "${{ matrix.stack }}-preview",
        ("drift.yml", "drift"): "${{ matrix.stack }}-preview",
        ("up-stack.yml", "up"): "${{ inputs.stack }}",
    }


@pytest.mark.parametrize("name", PERMISSIONS)
def test_every_job_has_a_timeout_and_no_checkout_keeps_a_token(name: str) -> None:
    for job in load(name)["jobs"].values():
        if "uses" not in job:
            assert 0 < int(job["timeout-minutes"]) <= 110
            assert all(step["with"]["persist-credentials"] == "false" for step in steps(job, "actions/checkout"))


def test_up_runs_only_on_main_after_the_tests_for_one_stack_at_a_time() -> None:
    jobs = load("up.yml")["jobs"]
    assert jobs["test"]["uses"] == "./.github/workflows/test.yml"
    order = ["test", "dev", "public-api", "prod"]
    assert list(jobs) == order
    for before, stack in itertools.pairwise(order):
        assert jobs[stack]["needs"] == before
        assert jobs[stack]["uses"] == "./.github/workflows/up-stack.yml"
        assert jobs[stack]["with"] == {"stack": stack}
    conditions = {name: job["if"] for name, job in jobs.items() if "if" in job}
    assert set(conditions) == {"dev"}, "with its own condition, a stack can run after the previous stack failed"
    for ref, backend, runs in [
        ("refs/heads/main", "s3://state", True),
        ("refs/heads/main", "", False),
        ("refs/heads/feature", "s3://state", False),
    ]:
        assert holds(conditions["dev"], github__ref=ref, vars__PULUMI_BACKEND_URL=backend) is runs


@pytest.mark.parametrize(("name", "code"), [("migrate", 0), ("broken", 3), ("missing", 1)])
def test_the_services_are_not_updated_if_the_job_before_them_fails(tmp_path: Path, name: str, code: int) -> None:
    job = load("up-stack.yml")["jobs"]["up"]
    names = [step["name"] for step in job["steps"]]
    assert names[-4:] == ["Install Pulumi", "Up, without the services", "Run the job", "Up"]
    assert {step.get("if") for step in job["steps"][-4:-1]} == {"vars.JOB_BEFORE_SERVICES != ''"}
    assert "if" not in job["steps"][-1]
    outputs = {"migrate": {"runCommand": "sh -c 'exit 0'"}, "broken": {"runCommand": "sh -c 'exit 3'"}}
    executable(tmp_path / "pulumi", f"cat <<'JSON'\n{json.dumps(outputs)}\nJSON")
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "STACK": "dev", "JOB": name}
    done = subprocess.run(["bash", "-e", "-c", job["steps"][-2]["run"]], env=environ, capture_output=True, check=False)
    assert done.returncode == code


def test_no_failure_is_ignored() -> None:
    text = "".join(file.read_text() for file in FILES)
    assert not re.search(r"continue-on-error|always\(\)|cancelled\(\)|failure\(\)", text)


def test_an_update_is_never_cancelled() -> None:
    (job,) = load("up-stack.yml")["jobs"].values()
    assert job["concurrency"] == {"group": "up-${{ inputs.stack }}", "cancel-in-progress": "false"}
    assert load("up.yml")["concurrency"] == {"group": "up", "cancel-in-progress": "false"}
    (role,) = steps(job, "aws-actions/configure-aws-credentials")
    assert int(job["timeout-minutes"]) * 60 < int(role["with"]["role-duration-seconds"])
    cancels = {
        name: workflow["concurrency"]["cancel-in-progress"]
        for name in PERMISSIONS
        if "concurrency" in (workflow := load(name))
    }
    assert cancels == {
        "test.yml": "${{ github.event_name == 'pull_request' }}",
        "preview.yml": "true",
        "drift.yml": "false",
        "up.yml": "false",
        "nightly.yml": "false",
        "release.yml": "false",
        "site.yml": "false",
    }


def test_the_stacks_of_every_workflow_are_the_committed_stack_files(tmp_path: Path) -> None:
    assert sorted(load("up.yml")["jobs"].keys() - {"test"}) == STACKS, "docs/github-actions.md: Another environment"
    (documented,) = re.findall(r'^STACKS="(.+)"$', DOCUMENTATION, re.MULTILINE)
    assert sorted(documented.split()) == STACKS
    (script,) = [step["run"] for step in load("stacks.yml")["jobs"]["list"]["steps"] if "run" in step]
    output = tmp_path / "output"
    done = run_step(script, ROOT, GITHUB_OUTPUT=str(output))
    assert done.returncode == 0, done.stderr
    name, _, value = output.read_text().strip().partition("=")
    assert (name, json.loads(value)) == ("stacks", STACKS)
    for workflow, job in [("preview.yml", "preview"), ("drift.yml", "drift")]:
        matrix = load(workflow)["jobs"][job]["strategy"]["matrix"]
        assert matrix == {"stack": "${{ fromJSON(needs.stacks.outputs.stacks) }}"}
    assert sorted(load("nightly.yml")["jobs"]["make"]["strategy"]["matrix"]["stack"]) == STACKS


def test_the_nightly_targets_exist() -> None:
    matrix = load("nightly.yml")["jobs"]["make"]["strategy"]["matrix"]
    targets = [*matrix["target"], *(only["target"] for only in matrix["include"])]
    makefile = (ROOT / "Makefile").read_text()
    assert [target for target in targets if f"\n{target}: setup ##" not in makefile] == []


@pytest.mark.parametrize("status", [0, 1, 7, 255])
def test_the_drift_check_fails_with_pulumi_and_reports_drift(status: int, tmp_path: Path) -> None:
    (step,) = [step for step in load("drift.yml")["jobs"]["drift"]["steps"] if "run" in step]
    pulumi = tmp_path / "pulumi"
    pulumi.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/arguments"\nexit {status}\n')
    pulumi.chmod(0o755)
    done = run_step(step["run"], tmp_path, STACK="prod")
    assert done.returncode == status
    assert ("::error title=Drift in prod::" in done.stdout) is (status == 7)
    arguments = (tmp_path / "arguments").read_text().split()
    assert arguments[:3] == ["refresh", "--stack", "prod"]
    assert {"--preview-only", "--expect-no-changes", "--non-interactive"} <= set(arguments)


def test_the_tests_run_on_every_supported_python() -> None:
    jobs = load("test.yml")["jobs"]
    supported = [f"3.{minor}" for minor in range(10, 15)]
    assert jobs["unit"]["strategy"]["matrix"] == {"python": supported}
    assert f'requires-python = ">={supported[0]}"' in (ROOT / "pyproject.toml").read_text()
    assert [step["run"] for step in jobs["unit"]["steps"] if "run" in step] == ["make unit"]
    assert [step["run"] for step in jobs["test"]["steps"] if "run" in step] == [".ci/run"]
