"""The provider's own settings (``aws:region``, ``aws:defaultTags``)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from localaws.plugin.check import Failure, ProviderConfig
from localaws.plugin.payload import PropertyMap
from localaws.plugin.schema import provider_inputs

USED = frozenset({"region", "defaultTags"})
# A local server has one account and needs no credentials, so these have no effect.
WITHOUT_EFFECT = frozenset(
    {
        "accessKey",
        "allowedAccountIds",
        "assumeRoles",
        "assumeRoleWithWebIdentity",
        "customCaBundle",
        "ec2MetadataServiceEndpoint",
        "ec2MetadataServiceEndpointMode",
        "forbiddenAccountIds",
        "httpProxy",
        "httpsProxy",
        "insecure",
        "maxRetries",
        "noProxy",
        "profile",
        "retryMode",
        "s3UsePathStyle",
        "secretKey",
        "sharedConfigFiles",
        "sharedCredentialsFiles",
        "skipCredentialsValidation",
        "skipMetadataApiCheck",
        "skipRegionValidation",
        "skipRequestingAccountId",
        "stsRegion",
        "token",
        "useDualstackEndpoint",
        "useFipsEndpoint",
        "version",
    }
)


def check(settings: PropertyMap) -> Iterator[Failure]:
    """Yield unknown settings, settings that the stand-in does not support, and invalid default tags."""
    known = provider_inputs().properties
    for name in settings:
        if name in USED or name in WITHOUT_EFFECT or name.startswith("__"):
            continue
        if name in known:
            yield Failure(
                name, f"provider setting aws:{name} is not supported by the local stand-in for the AWS plugin"
            )
        else:
            yield Failure(
                name, f"aws:{name} is not a setting of the AWS provider; allowed are: {', '.join(sorted(known))}"
            )
    tags = _default_tags(settings)
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        yield Failure("defaultTags", "aws:defaultTags must be an object with 'tags', a map of strings")


def parse(settings: PropertyMap) -> ProviderConfig:
    """Return the region (from the setting, AWS_REGION or AWS_DEFAULT_REGION) and the default tags."""
    region = settings.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""
    return ProviderConfig(region=str(region), default_tags=_default_tags(settings) or {})


def _default_tags(settings: PropertyMap) -> Any:
    """Return the default tags; objects in the settings of a default provider arrive as JSON text."""
    value = settings.get("defaultTags", {})
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if not isinstance(value, dict) or value.keys() - {"tags"}:
        return None
    return value.get("tags", {})
