"""Checks one request, and returns AWS's error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.model import OperationModel
from moto.core.request import Request, determine_request_protocol

from localaws.server.requests import answers, sent
from localaws.server.requests.constraints import violations


def refusal(operation: OperationModel, request: Request, uri: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the code and the message of AWS's error for a request that violates its model, or None.

    Args:
        operation: the model of the operation.
        request: the unchanged request.
        uri: the parts of its path, by name.
    """
    model = operation.service_model
    service, protocol = model.service_name, determine_request_protocol(model, request.content_type)
    if operation.input_shape is None or protocol == "smithy-rpc-v2-cbor":
        return None
    try:
        found = sent.read(operation, protocol, request, uri)
    except sent.UnreadableError:
        return answers.unreadable(service, protocol)
    for name in found.unknown:
        refused = answers.unknown(service, name)
        if refused:
            return refused
    rules = violations(operation.input_shape, found.values, typed=found.typed)
    return answers.refused(service, protocol, rules) if rules else None
