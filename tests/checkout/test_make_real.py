"""`make real` runs Pulumi's own AWS plugin, which a wrapper of the stand-in replaces in this test."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.launcher.aws_plugin import sdk_version
from localaws.tests.launcher.test_tools import executable
from localaws.tests.launcher.wrapper import Wrapper

CHECKOUT = Path(__file__).parents[2]

# Replaces Pulumi's own plugin: records its environment and then runs the stand-in.
PLUGIN = """\
#!/bin/sh
env > "{record}"
PYTHONPATH=$LOCALAWS_ROOT exec "$LOCALAWS_PYTHON" -m localaws.plugin "$@"
"""


def plugin_folder(home: Path) -> Path:
    return home / "pulumi-real" / "plugins" / f"resource-aws-v{sdk_version()}"


@pytest.fixture
def wrapper(tmp_path: Path) -> Iterator[Wrapper]:
    wrapper = Wrapper.in_folder(tmp_path)
    yield wrapper
    wrapper.close()


def test_make_real_deploys_changes_and_destroys_a_stack(wrapper: Wrapper, tmp_path: Path) -> None:
    record = tmp_path / "environment"
    executable(plugin_folder(wrapper.home) / "pulumi-resource-aws", PLUGIN.format(record=record))
    done = subprocess.run(
        ["make", "real", "STACK=dev"],
        cwd=CHECKOUT,
        env={**wrapper.environment(), "LOCALAWS_PLUGIN": "real", "MAKEFLAGS": ""},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert f"AWS_ENDPOINT_URL=http://127.0.0.1:{wrapper.port}" in record.read_text().splitlines()
    assert "localaws" in (plugin_folder(wrapper.home) / "pulumi-resource-aws").read_text()
    resources = [line for line in done.stdout.splitlines() if re.match(r"\s+[+-] \d+ (created|deleted)", line)]
    assert [line.split()[0] for line in resources] == ["+", "-"]
    assert resources[0].split()[1] == resources[1].split()[1]
