"""AWS's managed policies: parsed once, since moto parses all 1,500 again at every reset."""

from __future__ import annotations

import copy
from typing import Any

from moto.iam.models import IAMBackend

PARTITION = "aws"
_parsed: dict[tuple[str, str], list[Any]] = {}


def policies(backend: IAMBackend) -> list[Any]:
    """Fresh copies of the policies, attached to nothing; none in AWS's other partitions, which moto fills as well."""
    if backend.region_name != PARTITION:
        return []
    key = (backend.account_id, backend.region_name)
    if key not in _parsed:
        _parsed[key] = _moto_policies(backend)
    return [_copy(policy) for policy in _parsed[key]]


def _copy(policy: Any) -> Any:
    # AWS's own policies get no versions from users, so their documents can be shared; how often they are attached not.
    fresh = copy.copy(policy)
    fresh.attachment_count = 0
    return fresh


_moto_policies = IAMBackend._init_aws_policies
IAMBackend._init_aws_policies = policies  # type: ignore[method-assign,assignment]
