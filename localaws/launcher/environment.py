"""The environment of the CLI, the program and the server, which cannot reach a real AWS or Pulumi account."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from localaws.launcher import real_plugin
from localaws.launcher.home import LOCALAWS, ROOT, Home

# The launcher's own virtual environment, which the program, the server and the plugin share.
VIRTUAL_ENVIRONMENT = Path(sys.prefix)
PYTHON = VIRTUAL_ENVIRONMENT / "bin" / "python"
QUICK_PIP = LOCALAWS / "launcher" / "quick_pip"

# Settings of the user's Pulumi account and backend. Variables that only tune the engine are kept.
PULUMI_ACCOUNT = {
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_API",
    "PULUMI_BACKEND_URL",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_DEFAULT_ORGANIZATION",
    "PULUMI_HOME",
    # With these, the CLI would use the committed files instead of the copy of the project.
    "PULUMI_OPTION_CONFIG_FILE",
    "PULUMI_OPTION_CWD",
}

# With the second, each command would compile pulumi_aws again, which takes two seconds.
PYTHON_SETTINGS = {"PYTHONHOME", "PYTHONDONTWRITEBYTECODE"}


def local_environment(environ: Mapping[str, str], home: Home, tools: Path) -> dict[str, str]:
    """Return ``environ`` without any AWS or Pulumi account, pointed at the local server and state.

    Args:
        environ: the user's environment.
        home: the local AWS.
        tools: the folder of the Pulumi CLI.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith("AWS_") and name not in PULUMI_ACCOUNT | PYTHON_SETTINGS
    }
    path = [str(VIRTUAL_ENVIRONMENT / "bin"), str(tools), kept.get("PATH") or os.defpath]
    proxied = [host for host in (kept.get("NO_PROXY"), kept.get("no_proxy")) if host]
    python_path = [str(QUICK_PIP), *filter(None, [kept.get("PYTHONPATH")])]
    no_proxy = ",".join(dict.fromkeys([*proxied, "127.0.0.1", "localhost"]))
    plugin = (
        real_plugin.environment(home) if home.real_plugin else {"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true"}
    )
    return {
        **kept,
        **plugin,
        "PATH": os.pathsep.join(path),
        "PYTHONPATH": os.pathsep.join(python_path),
        "VIRTUAL_ENV": str(VIRTUAL_ENVIRONMENT),
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
        "AWS_ENDPOINT_URL": home.endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PULUMI_HOME": str(home.pulumi_home),
        # Without metadata files, which a killed CLI can leave empty, and which it then reads as a broken state.
        "PULUMI_BACKEND_URL": f"file://{home.state}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": "local-aws",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # The engine would prefer a pulumi-resource-aws on PATH to the stand-in and to the SDK's version.
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
        "LOCALAWS_HOME": str(home.path),
        "LOCALAWS_ROOT": str(ROOT),
        "LOCALAWS_PYTHON": str(PYTHON),
    }
