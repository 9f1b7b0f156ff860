"""The workflow that previews a pull request: its comments, costs and pictures."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.diagram.exported_state import planned
from tests.harness.build import build_stack
from tests.harness.workflows import ROOT, executable, holds, load, named, run_step, steps


@pytest.mark.parametrize("head", ["acme/ecs-on-ec2", "stranger/ecs-on-ec2", ""])
@pytest.mark.parametrize("actor", ["developer", "dependabot[bot]"])
@pytest.mark.parametrize("backend", ["", "s3://state"])
def test_a_pull_request_gets_a_preview_or_a_reason(head: str, backend: str, actor: str) -> None:
    """GitHub does not review the versions that Dependabot proposes, and a preview runs their code."""
    jobs = load("preview.yml")["jobs"]
    facts = {
        "github__event__pull_request__head__repo__full_name": head,
        "github__repository": "acme/ecs-on-ec2",
        "github__actor": actor,
        "vars__PULUMI_BACKEND_URL": backend,
    }
    previews = head == "acme/ecs-on-ec2" and backend != "" and actor == "developer"
    assert holds(jobs["stacks"]["if"], **facts) is previews
    assert holds(jobs["skipped"]["if"], **facts) is not previews
    assert jobs["preview"]["needs"] == "stacks"
    assert "if" not in jobs["preview"], "with its own condition, the job can run after `stacks` was skipped"


def test_the_preview_posts_the_plan_as_a_comment_and_changes_nothing() -> None:
    (preview,) = steps(load("preview.yml")["jobs"]["preview"], "pulumi/actions")
    (_, up) = steps(load("up-stack.yml")["jobs"]["up"], "pulumi/actions")
    assert preview["with"]["command"] == "preview"
    assert preview["with"]["comment-on-pr"] == "true"
    assert up["with"]["command"] == "up"
    assert preview["with"]["refresh"] == up["with"]["refresh"] == "true"


def test_the_preview_computes_the_cost_and_draws_the_plan(tmp_path: Path) -> None:
    job = load("preview.yml")["jobs"]["preview"]
    plan = tmp_path / "the.plan"
    plan.write_text(planned(build_stack("dev", preview=True), "dev"))
    (tmp_path / "requirements-dev.txt").write_text((ROOT / "requirements-dev.txt").read_text())
    executable(tmp_path / "pulumi", f'echo "$@" > "{tmp_path}/arguments"\ncat "{plan}"')
    executable(tmp_path / ".venv/bin/pip", f'echo "$@" > "{tmp_path}/installed"')
    executable(tmp_path / ".venv/bin/python", f'cd "{ROOT}" && exec "{sys.executable}" "$@"')
    places = {"RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    step = named(job, "Compute its cost, and draw it")
    done = run_step(step["run"], tmp_path, STACK="dev", PICTURE="dev.svg", **places)
    assert done.returncode == 0, done.stderr
    assert {"--refresh", "--json", "--show-sames", "--stack"} <= set((tmp_path / "arguments").read_text().split())
    requirement = (tmp_path / "svg.txt").read_text()
    assert re.fullmatch(r"svg-py==\S+( \\\n    --hash=sha256:[0-9a-f]{64})+\n", requirement)
    assert {"--require-hashes", f"{tmp_path}/svg.txt"} <= set((tmp_path / "installed").read_text().split())
    assert (tmp_path / "cost.md").read_text().startswith("### `dev` costs 217.53 US dollars")
    assert (tmp_path / "summary").read_text() == (tmp_path / "cost.md").read_text()
    assert (tmp_path / "dev.svg").read_text() == (ROOT / "docs" / "pictures" / "dev.svg").read_text()
    (kept,) = steps(job, "actions/upload-artifact")
    assert kept["with"]["path"] == "${{ runner.temp }}/${{ matrix.stack }}.svg"


@pytest.mark.parametrize("before", ["", "7"])
def test_the_cost_of_a_stack_is_one_comment(before: str, tmp_path: Path) -> None:
    step = named(load("preview.yml")["jobs"]["preview"], "Comment the cost")
    (tmp_path / "cost.md").write_text("### `prod` costs 1.00\n")
    executable(tmp_path / "gh", f'echo "$@" >> "{tmp_path}/calls"\ncase "$*" in *--jq*) echo "{before}";; esac')
    done = run_step(
        step["run"],
        tmp_path,
        STACK="prod",
        NUMBER="12",
        PICTURE_URL="https://github.com/artifact",
        RUNNER_TEMP=str(tmp_path),
        GITHUB_REPOSITORY="acme/ecs-on-ec2",
    )
    assert done.returncode == 0, done.stderr
    looked, wrote = (tmp_path / "calls").read_text().splitlines()
    assert "repos/acme/ecs-on-ec2/issues/12/comments" in looked
    assert 'startswith("<!-- cost of prod -->")' in looked
    assert wrote.endswith(f"body=@{tmp_path}/comment.md")
    assert ("--method PATCH repos/acme/ecs-on-ec2/issues/comments/7 " in wrote) is bool(before)
    comment = (tmp_path / "comment.md").read_text()
    assert comment.startswith("<!-- cost of prod -->\n### `prod` costs 1.00\n")
    assert "(https://github.com/artifact)" in comment
