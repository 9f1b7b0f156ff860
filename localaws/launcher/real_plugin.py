"""Pulumi's own AWS plugin instead of the stand-in: ``LOCALAWS_PLUGIN=real``. The CLI downloads it.

The plugin reads its endpoint from ``AWS_ENDPOINT_URL``, as every AWS SDK does. It asks the local server for the account
(``sts:GetCallerIdentity``), from which it composes ARNs, so that request is not skipped.
"""

from __future__ import annotations

from collections.abc import Sequence

from localaws.launcher.command_line import CommandLine
from localaws.launcher.home import Home

# pulumi-aws, provider/credentials_errors.go: the variables that it checks before it configures the provider.
SKIPPED = {"AWS_SKIP_CREDENTIALS_VALIDATION": "true", "AWS_SKIP_METADATA_API_CHECK": "true"}
# Settings that the provider reads only from its configuration.
CONFIGURATION = {
    "aws:skipCredentialsValidation": "true",
    "aws:skipMetadataApiCheck": "true",
    "aws:skipRegionValidation": "true",
    "aws:s3UsePathStyle": "true",
}
CONFIGURED = {"up", "update", "preview", "pre", "refresh", "destroy", "down", "dn"}


def environment(home: Home) -> dict[str, str]:
    """Return the environment variables of the plugin.

    The server is also its proxy: the SDK asks for a bucket's tags at a host that is named after the account
    (``123456789012.127.0.0.1``, getmoto/moto#9504), whose name cannot be resolved. Downloads do not use this proxy,
    because they use HTTPS.
    """
    return {**SKIPPED, "HTTP_PROXY": home.endpoint, "http_proxy": home.endpoint}


def with_configuration(home: Home, command: CommandLine, arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the plugin's configuration, which the CLI also writes to its copy of the stack file."""
    if not home.real_plugin or command.command not in CONFIGURED:
        return list(arguments)
    end = arguments.index("--") if "--" in arguments else len(arguments)
    configuration = [text for key, value in CONFIGURATION.items() for text in ("--config", f"{key}={value}")]
    return [*arguments[:end], *configuration, *arguments[end:]]
