"""The plugin's cached data of ``pulumi_aws`` matches the package."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from localaws.plugin import disk_cache, schema
from localaws.plugin.rows import TABLE

PROGRAM = """
import sys
from localaws.plugin.schema import function_arguments, provider_inputs, resource_inputs
resource_inputs("aws:lb/listener:Listener"), provider_inputs(), function_arguments("aws:ec2/getAmi:getAmi")
print("pulumi_aws" in sys.modules)
"""


def never() -> NoReturn:
    raise AssertionError("read again")


@pytest.mark.parametrize("resource_type", sorted(TABLE))
def test_the_cached_inputs_equal_those_of_the_package(resource_type: str) -> None:
    assert schema.resource_inputs(resource_type) == schema.read_inputs(resource_type)


def test_cached_data_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_cache, "_folder", lambda: tmp_path / "made")
    assert disk_cache.cached("inputs a:b/c", lambda: {"x": 1}) == {"x": 1}
    assert disk_cache.cached("inputs a:b/c", never) == {"x": 1}


def test_a_broken_file_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_cache, "_folder", lambda: tmp_path)
    (tmp_path / "inputs.json").write_text("{")
    assert disk_cache.cached("inputs", lambda: [1]) == [1]
    assert disk_cache.cached("inputs", never) == [1]


def test_data_is_read_each_time_if_the_cache_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(disk_cache, "_folder", lambda: tmp_path / "file")
    assert disk_cache.cached("inputs", lambda: [1]) == [1]
    assert disk_cache.cached("inputs", lambda: [2]) == [2]


def test_a_second_plugin_does_not_import_the_package() -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    imported = [subprocess.check_output([sys.executable, "-c", PROGRAM], env=environ, text=True) for _ in range(2)]
    assert imported[1] == "False\n"
