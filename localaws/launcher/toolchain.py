"""Finds the Pulumi CLI and its Python language host, or builds both once from their Go modules."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from localaws.launcher import tool_cache
from localaws.launcher.console import LocalAwsError, say
from localaws.launcher.go_build import GoProgram, build, go_command, go_environment, numbers
from localaws.launcher.home import LOCALAWS, Home

CLI_SITE = "https://www.pulumi.com/docs/install/"
HOST = "pulumi-language-python"
# The engine supports the option replacement_trigger since this version (pulumi/pulumi#20995).
OLDEST_CLI = "3.208.0"

CLI_MODULE = LOCALAWS / "cli"
HOST_MODULE = LOCALAWS / "languagehost"

SDK = "github.com/pulumi/pulumi/sdk/v3"
# The language host starts the first; the engine starts the second for dynamic resources.
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")


def provide(environ: Mapping[str, str]) -> Path:
    """Return the CLI. Build it first if ``PATH`` has none with its language host.

    Raises:
        LocalAwsError: there is neither a CLI nor a Go that can build one, or the build failed.
    """
    installed = _installed(environ)
    if installed:
        return installed
    version = version_to_build()
    folder = tool_cache.folder(environ, f"pulumi-{version}", [CLI_MODULE, HOST_MODULE])
    return tool_cache.built_once(folder, "the Pulumi CLI", lambda partial: _build(partial, version, environ)) / "pulumi"


def is_built(environ: Mapping[str, str]) -> bool:
    """Whether the CLI is the built one, with an old language host."""
    return _installed(environ) is None


def import_options(environ: Mapping[str, str]) -> list[str]:
    """Options that `pulumi import` needs, because the built language host cannot generate code."""
    if not is_built(environ):
        return []
    say("the Pulumi CLI built here imports into the state and generates no code (--generate-code=false)")
    return ["--generate-code=false"]


def refuse_old(cli: Path, environ: Mapping[str, str], home: Home) -> None:
    """Refuse a CLI that is too old for the program; the result is cached until the CLI changes.

    Raises:
        LocalAwsError: it is too old, or does not report its version.
    """
    status = cli.stat()
    seen = f"{cli} {status.st_size} {status.st_mtime_ns}"
    record = home.path / "cli"
    if record.exists() and record.read_text() == seen:
        return
    shown = subprocess.run([cli, "version"], env=dict(environ), capture_output=True, text=True, check=False)
    version = shown.stdout.strip()
    if shown.returncode != 0 or numbers(version) < numbers(OLDEST_CLI):
        raise LocalAwsError(
            f"{cli} is {f'version {version}' if version else 'of an unknown version'}; "
            f"{OLDEST_CLI} or later is needed: upgrade it ({CLI_SITE})"
        )
    record.write_text(seen)


def _installed(environ: Mapping[str, str]) -> Path | None:
    wrapper = LOCALAWS / "pulumi"
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        found = shutil.which("pulumi", path=folder) if folder else None
        if not found or Path(found).resolve() == wrapper:
            continue
        # The engine looks for its language host in the folder of its own executable, after following links.
        if shutil.which(HOST, path=str(Path(found).resolve().parent)):
            return Path(found)
    return None


def version_to_build() -> str:
    """The version of the CLI that is built if none is on ``PATH``."""
    found = re.search(r"github\.com/pulumi/pulumi/pkg/v3 v(\S+)", (CLI_MODULE / "go.mod").read_text())
    if not found:
        raise LocalAwsError(f"{CLI_MODULE / 'go.mod'} does not require github.com/pulumi/pulumi/pkg/v3")
    return found[1]


def _build(folder: Path, version: str, environ: Mapping[str, str]) -> None:
    go = go_command(environ, CLI_MODULE, "the Pulumi CLI", CLI_SITE)
    say(f"there is no Pulumi CLI on PATH: building {version}, once for this user, takes 4 to 10 minutes")
    say(f"quicker: install the CLI ({CLI_SITE}). Ctrl-C loses nothing: the next command continues the build")
    programs = [
        GoProgram("the language host", HOST_MODULE, f"{SDK}/python/cmd/{HOST}", folder / HOST),
        GoProgram(
            "the Pulumi CLI",
            CLI_MODULE,
            "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
            folder / "pulumi",
            ldflags=f"-X {SDK}/go/common/version.Version=v{version}",
        ),
    ]
    build(go, environ, programs)
    listed = subprocess.run(
        [go, "list", "-m", "-f", "{{.Dir}}", SDK],
        cwd=CLI_MODULE,
        env=go_environment(environ),
        capture_output=True,
        text=True,
        check=True,
    )
    for script in SCRIPTS:
        target = folder / Path(script).name
        shutil.copyfile(Path(listed.stdout.strip(), script), target)
        target.chmod(target.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
