"""Builds the language hosts that a built Pulumi CLI lacks, and the SDK generator, from their Go modules.

An installed CLI includes the hosts. A Go proxy no longer has them as separate modules, so the hosts of Go and Node.js
come from the last SDK that contained them, as does the Python host in ``localaws/languagehost``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from localaws.launcher import tool_cache, toolchain
from localaws.launcher.go_build import GoProgram, build, go_command
from tests.engine.local_aws import LocalAws

MODULES = Path(__file__).parent
PULUMI = "github.com/pulumi"


@dataclass(frozen=True)
class Program:
    """A program of a Go module.

    Args:
        module: the folder of the go.mod, beside this file.
        package: the import path of its main package, whose last part is the name of the executable.
        required: the requirement in go.mod that has its version.
    """

    module: str
    package: str
    required: str

    @property
    def name(self) -> str:
        """The name of the executable."""
        return self.package.rpartition("/")[2]

    @property
    def version(self) -> str:
        """The version in go.mod, without the v."""
        text = (MODULES / self.module / "go.mod").read_text()
        found = re.search(rf"{re.escape(self.required)} v(\S+)", text)
        assert found, f"{self.module}/go.mod does not require {self.required}"
        return found[1]

    def provide(self) -> Path:
        """Return the executable, in a separate folder."""
        module = MODULES / self.module
        folder = tool_cache.folder(os.environ, f"{self.name}-{self.version}", [module])

        def make(partial: Path) -> None:
            go = go_command(os.environ, module, self.name, "https://www.pulumi.com/docs/install/")
            build(go, os.environ, [GoProgram(self.name, module, self.package, partial / self.name)])

        return tool_cache.built_once(folder, self.name, make) / self.name


HOSTS = {
    "go": Program("hosts", f"{PULUMI}/pulumi/sdk/v3/go/pulumi-language-go", f"{PULUMI}/pulumi/sdk/v3"),
    "nodejs": Program("hosts", f"{PULUMI}/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs", f"{PULUMI}/pulumi/sdk/v3"),
    "yaml": Program("yaml", f"{PULUMI}/pulumi-yaml/cmd/pulumi-language-yaml", f"{PULUMI}/pulumi-yaml"),
}
SDK_GENERATOR = Program("sdkgen", "consumers/sdkgen", f"{PULUMI}/pulumi/pkg/v3")


def install(language: str, local_aws: LocalAws) -> None:
    """Install the language host as a plugin, unless the CLI includes it."""
    host = HOSTS[language]
    environ: Mapping[str, str] = os.environ
    if (toolchain.provide(environ).resolve().parent / host.name).exists():
        return
    # The CLI refuses to install a host that it usually includes, but uses one in the folder of plugins.
    folder = local_aws.home / "pulumi" / "plugins" / f"language-{language}-v{host.version}"
    folder.mkdir(parents=True)
    (folder / host.name).symlink_to(host.provide())
