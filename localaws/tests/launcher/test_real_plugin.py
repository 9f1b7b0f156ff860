"""``LOCALAWS_PLUGIN=real`` keeps Pulumi's own AWS plugin and configures it to call the local server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.tests.launcher.test_tools import fake_cli
from localaws.tests.launcher.wrapper import Wrapper

SETTINGS = {
    "aws:skipCredentialsValidation=true",
    "aws:skipMetadataApiCheck=true",
    "aws:skipRegionValidation=true",
    "aws:s3UsePathStyle=true",
}


@pytest.fixture
def wrapper(tmp_path: Path) -> Iterator[Wrapper]:
    wrapper = Wrapper.in_folder(tmp_path)
    wrapper.environ = {"LOCALAWS_PLUGIN": "real"}
    yield wrapper
    wrapper.close()


def received(wrapper: Wrapper, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Run a command; return the arguments and the environment that the CLI received."""
    answer = json.loads(wrapper.run(*arguments).stdout)
    return answer["arguments"], answer["environment"]


def test_the_cli_can_download_the_plugin_and_configures_it_for_the_server(wrapper: Wrapper, tmp_path: Path) -> None:
    fake_cli(tmp_path / "tools")
    wrapper.environ |= {"PATH": f"{tmp_path / 'tools'}:/usr/bin:/bin", "AWS_PROFILE": "company"}
    arguments, environment = received(wrapper, "up", "--yes")
    assert arguments[:2] == ["up", "--yes"]
    assert arguments[2::2] == ["--config"] * len(SETTINGS)
    assert set(arguments[3::2]) == SETTINGS
    assert environment["AWS_ENDPOINT_URL"] == f"http://127.0.0.1:{wrapper.port}"
    assert environment["AWS_SKIP_CREDENTIALS_VALIDATION"] == environment["AWS_SKIP_METADATA_API_CHECK"] == "true"
    assert environment["HTTP_PROXY"] == environment["http_proxy"] == environment["AWS_ENDPOINT_URL"]
    assert "127.0.0.1" in environment["NO_PROXY"].split(",")
    assert environment["PULUMI_HOME"] == str(wrapper.home / "pulumi-real")
    assert not {"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "AWS_PROFILE"} & set(environment)
    assert not (wrapper.home / "pulumi-real" / "plugins").exists()
    assert received(wrapper, "stack", "output")[0] == ["stack", "output"]


def test_the_stand_in_gets_no_configuration_of_the_real_plugin(wrapper: Wrapper, tmp_path: Path) -> None:
    fake_cli(tmp_path / "tools")
    wrapper.environ |= {"PATH": f"{tmp_path / 'tools'}:/usr/bin:/bin", "LOCALAWS_PLUGIN": "stand-in"}
    arguments, environment = received(wrapper, "preview")
    assert arguments == ["preview"]
    assert environment["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "true"
    assert "AWS_SKIP_CREDENTIALS_VALIDATION" not in environment


def test_an_unknown_plugin_is_refused(wrapper: Wrapper) -> None:
    wrapper.environ = {"LOCALAWS_PLUGIN": "Real"}
    refused = wrapper.run("preview")
    assert refused.returncode == 1
    assert refused.stderr == (
        "localaws: error: LOCALAWS_PLUGIN is 'Real'; it must be 'real', Pulumi's own, or 'stand-in'\n"
    )
    assert not wrapper.home.exists()
