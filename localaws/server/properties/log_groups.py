"""CloudWatch Logs: the key of an existing log group, which moto accepts only at creation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, instead

if TYPE_CHECKING:
    from localaws.server.operations import Call


@instead("logs", "AssociateKmsKey")
def associate_key(call: Call) -> dict[str, Any]:
    """Encrypt new log events with a key."""
    _find(call).kms_key_id = call.params["kmsKeyId"]
    return {}


@instead("logs", "DisassociateKmsKey")
def disassociate_key(call: Call) -> dict[str, Any]:
    """Encrypt new log events with AWS's key."""
    _find(call).kms_key_id = None
    return {}


def _find(call: Call) -> Any:
    group = call.backend("logs").groups.get(call.params.get("logGroupName"))
    if group is None:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    return group
