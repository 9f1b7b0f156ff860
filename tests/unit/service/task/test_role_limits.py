"""Every role of a stack has the path and the permissions boundary of the stack."""

from __future__ import annotations

import pytest

from tests.harness.build import STACKS, build, build_stack, project_config, refuse

BOUNDARY = "arn:aws:iam::123456789012:policy/ecs-on-ec2-dev-boundary"


@pytest.mark.parametrize("stack", STACKS)
def test_every_role_has_the_boundary_and_the_path(stack: str) -> None:
    limits = {"permissionsBoundaryArn": BOUNDARY, "rolePath": "/ecs-on-ec2/dev/"}
    recording = build({**project_config(stack), **limits})
    roles = recording.all("iam.Role")
    assert len(roles) >= 2
    assert {(role.inputs["permissionsBoundary"], role.inputs["path"]) for role in roles} == {
        (BOUNDARY, "/ecs-on-ec2/dev/")
    }
    assert recording.one("iam.InstanceProfile").inputs["path"] == "/ecs-on-ec2/dev/"


def test_roles_have_no_boundary_and_the_root_path_by_default() -> None:
    for role in build_stack("dev").all("iam.Role"):
        assert role.inputs["path"] == "/"
        assert "permissionsBoundary" not in role.inputs


@pytest.mark.parametrize("path", ["", "ecs-on-ec2", "/ecs-on-ec2", "ecs-on-ec2/", "//", "/a b/", f"/{'a' * 511}/"])
def test_a_path_that_iam_refuses_is_refused(path: str) -> None:
    (message,) = refuse({**project_config("dev"), "rolePath": path})
    assert message.startswith(f'rolePath: "{path[:70]}')
    assert "a path that starts and ends with a slash" in message


@pytest.mark.parametrize("arn", ["ecs-on-ec2-dev-boundary", "arn:aws:iam::123456789012:role/x", "arn:aws:s3:::bucket"])
def test_a_boundary_must_be_a_policy(arn: str) -> None:
    (message,) = refuse({**project_config("dev"), "permissionsBoundaryArn": arn})
    assert message.startswith(f'permissionsBoundaryArn: "{arn}" is refused: ')
