"""The launcher parses the CLI's arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from localaws.launcher.command_line import CommandLine


@pytest.mark.parametrize(
    ("text", "words", "stack"),
    [
        ("up", ["up"], None),
        ("up -s prod --yes", ["up"], "prod"),
        ("up --stack=prod", ["up"], "prod"),
        ("up -sprod", ["up"], "prod"),
        ("up -s=prod", ["up"], "prod"),
        ("up -yfs prod", ["up"], "prod"),
        ("--stack prod up", ["up"], "prod"),
        ("-C elsewhere -v=3 up -s prod", ["up"], "prod"),
        ("--color never preview --diff -s prod", ["preview"], "prod"),
        ("up -m message -s prod", ["up"], "prod"),
        ("up -c key=value -d -s prod", ["up"], "prod"),
        ("up -r -s prod", ["up"], "prod"),
        ("up --refresh --target urn:x -s prod", ["up"], "prod"),
        ("stack output url --json -s prod", ["stack", "output", "url"], "prod"),
        ("stack -s prod output", ["stack", "output"], "prod"),
        ("stack select prod", ["stack", "select", "prod"], "prod"),
        ("stack select -c prod", ["stack", "select", "prod"], "prod"),
        ("config set --path -s prod services.web.cpu 512", ["config", "set", "services.web.cpu", "512"], "prod"),
        ("config set --secret -s prod key value", ["config", "set", "key", "value"], "prod"),
        ("config cp -d other -s prod", ["config", "cp"], "prod"),
        ("config set key -- -s", ["config", "set", "key"], None),
        ("import -f resources.json -o out.py -s prod", ["import"], "prod"),
        ("import aws:ec2/vpc:Vpc network vpc-1 --parent a=b", ["import", "aws:ec2/vpc:Vpc", "network", "vpc-1"], None),
        ("state delete urn:x --yes -s prod", ["state", "delete", "urn:x"], "prod"),
        ("up -s", ["up"], None),
        ("-", ["-"], None),
        ("", [], None),
    ],
)
def test_the_words_and_the_stack_of_a_command_are_found(text: str, words: list[str], stack: str | None) -> None:
    command = CommandLine.read(text.split())
    assert (command.words, command.stack) == (words, stack)


@pytest.mark.parametrize(
    ("text", "runs_in_project", "acts_on_stack", "needs_stack", "needs_server"),
    [
        ("up", True, True, True, True),
        ("preview --json", True, True, True, True),
        ("destroy", True, True, True, True),
        ("refresh", True, True, True, True),
        ("import a b c", True, True, True, True),
        ("stack export", True, True, True, True),
        ("state delete urn", True, True, True, True),
        ("config set a b", True, True, True, False),
        ("cancel", True, True, True, False),
        ("stack rm", True, True, False, False),
        ("stack init new", True, False, False, False),
        ("stack ls", True, False, False, False),
        ("about", True, False, False, False),
        ("version", False, False, False, False),
        ("plugin ls", False, False, False, False),
        ("up --help", False, False, False, False),
        ("help up", False, False, False, False),
        ("", False, False, False, False),
    ],
)
def test_a_command_needs_the_project_the_stack_or_the_server(
    text: str, *, runs_in_project: bool, acts_on_stack: bool, needs_stack: bool, needs_server: bool
) -> None:
    command = CommandLine.read(text.split())
    assert (command.runs_in_project, command.acts_on_stack, command.needs_stack, command.needs_server) == (
        runs_in_project,
        acts_on_stack,
        needs_stack,
        needs_server,
    )


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("stack export --file out.json", "stack export --file /here/out.json"),
        ("stack export --file=out.json -s a", "stack export --file /here/out.json -s a"),
        ("stack export --file /there/out.json", "stack export --file /there/out.json"),
        ("preview --save-plan p --import-file i", "preview --save-plan /here/p --import-file /here/i"),
        ("import -f in.json -oout.py", "import -f /here/in.json -o /here/out.py"),
        ("up -f --yes", "up -f --yes"),
        ("up --config-file a.yaml", "up --config-file /here/a.yaml"),
        ("watch --path src", "watch --path /here/src"),
        ("config set --path a.b c", "config set --path a.b c"),
        ("stack graph out.dot", "stack graph /here/out.dot"),
        ("stack output graph", "stack output graph"),
        ("up --yes -- --file x", "up --yes -- --file x"),
    ],
)
def test_a_relative_file_is_resolved_against_the_users_folder(text: str, placed: str) -> None:
    command = CommandLine.read(text.split())
    assert command.with_files(lambda _, file: file, Path("/here")) == placed.split()


@pytest.mark.parametrize(
    "text",
    ["up -yfs prod -m a", "-C x --cwd=y preview", "config set k -- -v", "up --target=a --target b -v=3", "up -ysx -- "],
)
def test_other_arguments_are_unchanged(text: str) -> None:
    def unchanged(flag: str, file: Path) -> Path:
        raise AssertionError(f"{flag} {file} is not a file")

    read = CommandLine.read(text.split())
    assert read.with_files(unchanged, Path("/here")) == [*_split_letters(text)]
    assert "-C" not in read.without("-C").with_files(unchanged, Path("/here"))


def _split_letters(text: str) -> list[str]:
    apart = {"-yfs": ["-y", "-f", "-s"], "-ysx": ["-y", "-sx"]}
    return [part for argument in text.split() for part in apart.get(argument, [argument])]
