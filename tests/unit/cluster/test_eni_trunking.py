"""ENI trunking: the types that support it, and the effect of the setting."""

from __future__ import annotations

import pytest

from components.cluster.eni_trunking import has_trunking
from tests.harness.build import build_cluster

SERVICES = {"worker": {"topology": "private-worker"}}


def test_trunking_is_turned_on_before_the_first_instance_and_stays_on() -> None:
    recording = build_cluster({"eniTrunking": True}, SERVICES)
    setting = recording.one("ecs.AccountSettingDefault")
    assert (setting.at("name"), setting.at("value")) == ("awsvpcTrunking", "enabled")
    assert setting in recording.waits_for(recording.one("autoscaling.Group"))
    assert setting.retain_on_delete


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((name, False) for name in ("t2.micro", "t3.medium", "t3a.large", "t4g.small", "m4.large", "c4.xlarge")),
        *((name, False) for name in ("i3.large", "p3.2xlarge", "x1e.xlarge", "u-6tb1.56xlarge")),
        *((name, True) for name in ("c5.xlarge", "m6g.medium", "i3.metal", "i3en.large", "g3.4xlarge", "x2gd.large")),
        *((name, True) for name in ("m8g.large", "c9i.large")),
    ],
)
def test_the_instance_family_determines_if_trunking_is_supported(name: str, *, expected: bool) -> None:
    assert has_trunking(name) is expected


def test_trunking_on_an_unsupported_type_gives_a_warning_with_the_density() -> None:
    services = {"worker": {"topology": "private-worker", "desiredCount": 9}}
    missing, dense = build_cluster({"instanceType": "t3.large", "eniTrunking": True}, services).messages
    assert "eniTrunking has no effect on t3.large" in missing
    assert "9 tasks take 5 instances instead of 2" in dense
    assert "cluster.eniTrunking has no effect on" in dense


def test_trunking_replaces_the_instances_that_keep_the_old_limit() -> None:
    with_it, without = (build_cluster({"eniTrunking": on}, SERVICES).one("ec2.LaunchTemplate") for on in (True, False))
    assert with_it.inputs.keys() - without.inputs.keys() == {"description"}
    assert "description" in with_it.replace_on_changes
