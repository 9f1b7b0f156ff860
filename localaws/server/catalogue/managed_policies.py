"""AWS's managed policies, parsed once, because moto parses all 1,500 again at every reset."""

from __future__ import annotations

import copy
from typing import Any

from moto.iam.models import IAMBackend

PARTITION = "aws"
_parsed: dict[tuple[str, str], list[Any]] = {}


def policies(backend: IAMBackend) -> list[Any]:
    """Return unattached copies of the policies; none for AWS's other partitions, which moto fills as well."""
    if backend.region_name != PARTITION:
        return []
    key = (backend.account_id, backend.region_name)
    if key not in _parsed:
        _parsed[key] = _moto_policies(backend)
    return [_copy(policy) for policy in _parsed[key]]


def _copy(policy: Any) -> Any:
    # Users cannot add versions to AWS's policies, so the copies share documents, but not the number of attachments.
    fresh = copy.copy(policy)
    fresh.attachment_count = 0
    return fresh


_moto_policies = IAMBackend._init_aws_policies
IAMBackend._init_aws_policies = policies  # type: ignore[method-assign,assignment]
