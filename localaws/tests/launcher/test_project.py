"""The copy of a project that the CLI writes to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from localaws.launcher.console import LocalAwsError
from localaws.launcher.encryption import SALT
from localaws.launcher.home import ROOT
from localaws.launcher.project import ProjectCopy, project_folder


@pytest.fixture
def project(tmp_path: Path) -> ProjectCopy:
    source = tmp_path / "source"
    source.mkdir()
    (source / "Pulumi.yaml").write_text("name: 'shop'  # named so\nruntime: python\n")
    (source / "Pulumi.dev.yaml").write_text("config:\n  shop:a: 1\n")
    copy = ProjectCopy.of(source, tmp_path / "home")
    copy.refresh()
    return copy


def committed(project: ProjectCopy, text: str) -> None:
    (project.source / "Pulumi.dev.yaml").write_text(text)
    project.refresh()


def copied(project: ProjectCopy) -> str:
    return (project.folder / "Pulumi.dev.yaml").read_text()


def test_the_program_runs_in_its_own_folder(project: ProjectCopy) -> None:
    text = (project.folder / "Pulumi.yaml").read_text()
    assert text == f"name: 'shop'  # named so\nruntime: python\nmain: \"{project.source}\"\n"
    assert (project.folder / ".venv").resolve() == Path(sys.prefix).resolve()
    assert project.name == "shop"


def test_the_setting_main_of_the_project_is_kept(project: ProjectCopy) -> None:
    (project.source / "Pulumi.yaml").write_text("name: shop\nmain: src/\nruntime: python\n")
    project.refresh()
    text = (project.folder / "Pulumi.yaml").read_text()
    assert text == f'name: shop\nruntime: python\nmain: "{project.source / "src"}"\n'


def test_the_encryption_salt_of_the_copy_is_kept_after_a_change(project: ProjectCopy) -> None:
    assert copied(project) == f"config:\n  shop:a: 1\nencryptionsalt: {SALT}\n"
    committed(project, "config:\n  shop:a: 2")
    assert copied(project) == f"config:\n  shop:a: 2\nencryptionsalt: {SALT}\n"


def test_a_stack_file_in_flow_style_stays_valid(project: ProjectCopy) -> None:
    committed(project, '{"config": {"shop:a": 2}}\n')
    assert copied(project) == '{"config": {"shop:a": 2}}\n'


def test_an_unchanged_file_does_not_replace_the_copy(project: ProjectCopy) -> None:
    (project.folder / "Pulumi.dev.yaml").write_text("config:\n  shop:a: 3\n")
    project.refresh()
    assert copied(project) == "config:\n  shop:a: 3\n"
    (project.folder / "Pulumi.dev.yaml").unlink()
    project.refresh()
    assert copied(project) == f"config:\n  shop:a: 1\nencryptionsalt: {SALT}\n"


def test_the_encryption_settings_of_the_real_stack_are_not_copied(project: ProjectCopy) -> None:
    committed(project, "secretsprovider: awskms://a\nencryptedkey: k\nencryptionsalt: real\nconfig:\n  shop:a: 2\n")
    assert copied(project) == f"config:\n  shop:a: 2\nencryptionsalt: {SALT}\n"


def test_the_copy_of_a_removed_stack_file_is_deleted(project: ProjectCopy) -> None:
    (project.folder / "Pulumi.own.yaml").write_text("config: {}\n")
    (project.source / "Pulumi.dev.yaml").unlink()
    project.refresh()
    assert project.stacks == ["own"]


@pytest.mark.parametrize("value", ["{secure: v1:a:b}", "\n    secure: AAABAKZ", '\n    - x: 1\n      "secure": "v1:a"'])
def test_encrypted_values_are_refused(project: ProjectCopy, value: str) -> None:
    committed(project, f"config:\n  shop:password: {value}\n")
    line = 2 + value.count("\n")
    with pytest.raises(LocalAwsError, match=rf"Pulumi\.dev\.yaml, line {line}: the value is encrypted"):
        project.refuse_secrets(project.source / "Pulumi.dev.yaml")


@pytest.mark.parametrize("value", ["secure", "{secure: true}", "'insecure: v1:'", "{url: https://secure:443}"])
def test_plain_values_are_not_mistaken_for_encrypted(project: ProjectCopy, value: str) -> None:
    committed(project, f"config:\n  shop:value: {value}\n")
    project.refuse_secrets(project.source / "Pulumi.dev.yaml")


def test_the_file_of_the_flag_config_file_is_copied(project: ProjectCopy) -> None:
    elsewhere = project.source.parent / "Pulumi.dev.yaml"
    elsewhere.write_text("config:\n  shop:a: 9\n")
    copy = project.copy_config_file(elsewhere)
    assert copy.read_text() == f"{elsewhere.read_text()}encryptionsalt: {SALT}\n"
    assert copy.is_relative_to(project.folder)
    assert project.copy_config_file(project.source / "Pulumi.dev.yaml") == project.folder / "Pulumi.dev.yaml"
    project.refresh()
    assert copy.exists()
    with pytest.raises(LocalAwsError, match=r"no\.yaml: there is no such file"):
        project.copy_config_file(project.source / "no.yaml")


def test_the_nearest_project_is_used(project: ProjectCopy, tmp_path: Path) -> None:
    inner = project.source / "a" / "b"
    inner.mkdir(parents=True)
    assert project_folder(inner) == project.source
    assert project_folder(tmp_path) == ROOT
