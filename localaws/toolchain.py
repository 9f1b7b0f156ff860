"""Find the Pulumi CLI and its Python language host, or build both once from their Go modules."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from localaws.console import LocalAwsError, say
from localaws.go_build import GoProgram, build, go_command
from localaws.home import ROOT, cache, locked

HOST = "pulumi-language-python"

CLI_MODULE = ROOT / "localaws" / "cli"
HOST_MODULE = ROOT / "localaws" / "languagehost"

CLI_SDK = "github.com/pulumi/pulumi/sdk/v3"
# The language host starts the first; the engine starts the second for dynamic resources.
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")


def find(environ: Mapping[str, str]) -> Path | None:
    """Return the CLI that a command would use now, or None if one has to be built first."""
    installed = _installed(environ)
    if installed and _has_host(installed):
        return installed
    built = _built(environ) / "pulumi"
    return built if built.exists() else None


def provide(environ: Mapping[str, str]) -> Path:
    """Return the CLI, building it first if there is none with its language host on ``PATH``.

    Raises:
        LocalAwsError: there is neither a CLI nor a Go that can build one, or the build failed.
    """
    found = find(environ)
    if found:
        return found
    folder = _built(environ)
    waiting = "another process is building the Pulumi CLI; waiting for it"
    with locked(folder.with_name(f"{folder.name}.lock"), waiting):
        if not (folder / "pulumi").exists():
            _build_into(folder, environ)
    return folder / "pulumi"


def _installed(environ: Mapping[str, str]) -> Path | None:
    wrapper = ROOT / "localaws" / "pulumi"
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        found = shutil.which("pulumi", path=folder) if folder else None
        if found and Path(found).resolve() != wrapper:
            return Path(found)
    return None


def _has_host(cli: Path) -> bool:
    # The engine looks beside its own executable, after following links.
    return shutil.which(HOST, path=str(cli.resolve().parent)) is not None


def _built(environ: Mapping[str, str]) -> Path:
    sums = b"".join(
        (module / name).read_bytes() for module in (CLI_MODULE, HOST_MODULE) for name in ("go.mod", "go.sum")
    )
    key = hashlib.sha256(sums).hexdigest()[:12]
    return cache(environ) / f"pulumi-{_cli_version()}-{platform.system()}-{platform.machine()}-{key}".lower()


def _cli_version() -> str:
    found = re.search(r"github\.com/pulumi/pulumi/pkg/v3 v(\S+)", (CLI_MODULE / "go.mod").read_text())
    if not found:
        raise LocalAwsError(f"{CLI_MODULE / 'go.mod'} does not require github.com/pulumi/pulumi/pkg/v3")
    return found[1]


def _build_into(folder: Path, environ: Mapping[str, str]) -> None:
    go = go_command(environ, CLI_MODULE)
    version = _cli_version()
    say(f"building the Pulumi CLI {version} from its Go modules, as there is none on PATH")
    say("this takes about four minutes on two cores and is done once for this user")
    building = f"{folder.name}.building-"
    # Left by a build that was killed; the lock is held, so no other build of this folder is under way.
    for stale in folder.parent.glob(f"{building}*"):
        shutil.rmtree(stale, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=building) as name:
        partial = Path(name, "bin")
        build(
            go,
            environ,
            [
                GoProgram("the language host", HOST_MODULE, f"{CLI_SDK}/python/cmd/{HOST}", partial / HOST),
                GoProgram(
                    "the Pulumi CLI",
                    CLI_MODULE,
                    "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
                    partial / "pulumi",
                    ldflags=f"-X {CLI_SDK}/go/common/version.Version=v{version}",
                ),
            ],
        )
        _copy_scripts(go, environ, partial)
        partial.rename(folder)
    say(f"built the Pulumi CLI into {folder}")


def _copy_scripts(go: str, environ: Mapping[str, str], folder: Path) -> None:
    listed = subprocess.run(
        [go, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", CLI_SDK],
        cwd=CLI_MODULE,
        env={**environ, "GOFLAGS": "", "GOWORK": "off"},
        capture_output=True,
        text=True,
        check=True,
    )
    for script in SCRIPTS:
        target = folder / Path(script).name
        shutil.copyfile(Path(listed.stdout.strip(), script), target)
        target.chmod(target.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
