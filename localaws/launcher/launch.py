"""Prepares the local AWS for a Pulumi command and executes it: ``localaws/pulumi ARGS...`` runs this."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from localaws.launcher import encryption, interrupted, policy_pack, real_plugin, server_process, stacks, toolchain
from localaws.launcher.aws_plugin import install
from localaws.launcher.command_line import CommandLine
from localaws.launcher.console import INTERRUPTED, LocalAwsError, refuse, say
from localaws.launcher.environment import local_environment
from localaws.launcher.home import Home, keep_private, locked, user_environment
from localaws.launcher.project import ProjectCopy, project_folder


def prepare(arguments: Sequence[str], environ: Mapping[str, str]) -> tuple[Path, list[str], dict[str, str], Path]:
    """Prepare the command, and return the CLI, its arguments, its environment and its folder.

    Raises:
        LocalAwsError: something that it needs is missing.
    """
    home = Home.from_environment(environ)
    command = CommandLine.read(arguments)
    cli = toolchain.provide(environ)
    key = encryption.chosen(environ)
    local = local_environment(environ, home, cli.parent) | key.environment(home)
    for folder in (home.state, home.pulumi_home):
        keep_private(folder)
    with locked(home.path / "lock", "another command is preparing the local AWS; waiting for it"):
        toolchain.refuse_old(cli, local, home)
        install(home)
        if not command.runs_in_project:
            return cli, list(arguments), local, Path.cwd()
        folder = Path(command.value_of("-C", "--cwd") or ".").resolve()
        if not folder.is_dir():
            raise LocalAwsError(f"--cwd {folder}: there is no such folder")
        project = ProjectCopy.of(project_folder(folder), home.path, key)
        project.refresh()
        stack = stacks.chosen(command, project, home, environ)
        if command.needs_server or (command.needs_stack and key.vault):
            stacks.forget_if_restarted(home, server_process.ensure(home, local))
        if command.acts_on_stack and stack:
            local["PULUMI_STACK"] = stack
            stacks.unlock(home, project, stack)
        if command.needs_stack and stack:
            _prepare_stack(command, cli, local, home, project, stack)
            _check_configuration(command, project, folder, stack)

        def place(flag: str, file: Path) -> Path:
            if flag == "--policy-pack" and toolchain.is_built(environ):
                return policy_pack.place(file, home)
            return project.copy_config_file(file) if flag == "--config-file" else file

        final = command.without("-C", "--cwd").with_files(place, folder)
        if command.command == "import" and not command.has("--generate-code", "--out", "-o"):
            final += toolchain.import_options(environ)
        return cli, real_plugin.with_configuration(home, command, final), local, project.folder


def _prepare_stack(
    command: CommandLine, cli: Path, local: dict[str, str], home: Home, project: ProjectCopy, stack: str
) -> None:
    stacks.ensure(home, project, stack)
    killed = interrupted.Interrupted.of(home, project, stack)
    local["LOCALAWS_CREATIONS"] = str(killed.record_of(os.getpid()))
    if stacks.in_use(home, project, stack):
        return
    killed.forget()
    if command.command == "refresh" and not command.has("--preview-only", "--skip-pending-creates"):
        killed.settle(cli, local, project.folder, stack)


def _check_configuration(command: CommandLine, project: ProjectCopy, folder: Path, stack: str) -> None:
    given = command.value_of("--config-file")
    committed = folder / given if given else project.source / f"Pulumi.{stack}.yaml"
    if command.changes_configuration:
        project.note_edit(project.copy_config_file(committed) if given else project.folder / committed.name)
    project.refuse_secrets(committed)


def main() -> int:
    """Run the command; return the exit code only if it could not be started."""
    # State files, their copies and the server's log contain secrets: only the user can read new files.
    os.umask(0o077)
    try:
        cli, arguments, environ, folder = prepare(sys.argv[1:], user_environment())
    except LocalAwsError as error:
        return refuse(error)
    except KeyboardInterrupt:
        say("interrupted before the command started")
        return INTERRUPTED
    os.chdir(folder)
    # A script's background job ignores SIGINT, and the engine's processes would inherit this. The engine stops its
    # language host with SIGINT, and waits five seconds if the host ignores it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # The CLI replaces this process, so signals and exit codes are the CLI's.
    return os.execve(cli, [str(cli), *arguments], environ)


if __name__ == "__main__":
    sys.exit(main())
