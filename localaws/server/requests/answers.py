"""The code and the message of each service's error for a request that violates its model.

Published logs show the codes: ``1 validation error detected`` with ``InvalidInput`` of Cloud Map and
``ValidationError`` of the query services (hashicorp/terraform-provider-aws#4701, #46496); ``UnknownParameter`` of EC2
(aws/aws-sdk-js#57); ``InvalidInput`` with ``Invalid XML`` of Route 53 (aws/aws-sdk-js#71); ``MalformedInput`` of
CloudWatch (brendanhay/amazonka#495); ECS's message for a wrong type (artilleryio/artillery#3727). The JSON services and
the query services other than EC2 ignore unknown names. No source shows every message: rely on the codes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from localaws.server.requests.constraints import Violation

# By service, if the code differs from that of the protocol.
_CONSTRAINT_CODES = {
    "cloudwatch": "ValidationError",
    "ec2": "InvalidParameterValue",
    "ecr": "InvalidParameterException",
    "ecs": "InvalidParameterException",
    "logs": "InvalidParameterException",
    "route53": "InvalidInput",
    "s3": "MalformedXML",
    "servicediscovery": "InvalidInput",
}
_TYPE_CODES = {
    "ec2": "InvalidParameterValue",
    "ecs": "InvalidParameterException",
    "route53": "InvalidInput",
    "s3": "MalformedXML",
}
_MALFORMED_XML = "The XML you provided was not well-formed or did not validate against our published schema"
_JAVA_TYPES = {"string": "String", "boolean": "Boolean", "byte": "Byte", "short": "Short", "integer": "Integer"}
_JAVA_TYPES |= {"long": "Long", "float": "Float", "double": "Double", "timestamp": "Date"}


def unreadable(service: str, protocol: str) -> tuple[str, str]:
    """Return the answer to a body that is not in the protocol's format."""
    if protocol == "rest-xml":
        return ("InvalidInput", "Invalid XML") if service == "route53" else ("MalformedXML", _MALFORMED_XML)
    return "SerializationException", "Unexpected token in the body: it is not JSON."


def unknown(service: str, name: str) -> tuple[str, str] | None:
    """Return the answer to a name that is not in the model, or None if AWS ignores it."""
    if service == "ec2":
        return "UnknownParameter", f"The parameter {name} is not recognized"
    if service == "route53":
        return (
            "InvalidInput",
            f"Invalid XML ; cvc-complex-type.2.4.a: Invalid content was found starting with '{name}'.",
        )
    return ("MalformedXML", _MALFORMED_XML) if service == "s3" else None


def refused(service: str, protocol: str, found: Sequence[Violation]) -> tuple[str, str]:
    """Return the answer to a request that violates constraints."""
    is_query = protocol in {"query", "ec2"}
    mismatch = next((each for each in found if each.rule == "type"), None)
    if service == "ec2":
        return _of_ec2(found[0])
    if service == "s3":
        return "MalformedXML", _MALFORMED_XML
    if mismatch:
        code = _TYPE_CODES.get(service) or ("MalformedInput" if is_query else "SerializationException")
        return code, _of_type(mismatch, is_text=is_query)
    count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: "
    code = _CONSTRAINT_CODES.get(service) or ("ValidationError" if is_query else "ValidationException")
    return code, count + "; ".join(map(_sentence, found))


def _of_ec2(violation: Violation) -> tuple[str, str]:
    # EC2 numbers list entries without ``member``, and capitalizes names as in the request.
    name = ".".join(violation.path)
    if violation.rule == "required":
        return "MissingParameter", f"The request must contain the parameter {name}"
    return (
        "InvalidParameterValue",
        f"Value ({_shown(violation.value)}) for parameter {name} is invalid. {_demand(violation)}",
    )


def _of_type(violation: Violation, *, is_text: bool) -> str:
    kind = _JAVA_TYPES.get(str(violation.allowed))
    if is_text and kind == "Date":
        return "timestamp must follow ISO8601"
    if is_text:
        return f"'{violation.value}' at '{_path(violation)}' is not of the type {kind}"
    if not kind or isinstance(violation.value, dict | list):
        return "Start of structure or map found where not expected." if kind else "Unexpected field type"
    sent = "STRING_VALUE" if isinstance(violation.value, str) else "NUMBER_VALUE"
    if isinstance(violation.value, bool):
        sent = f"{str(violation.value).upper()}_VALUE"
    return f"{sent} cannot be converted to {kind}"


def _sentence(violation: Violation) -> str:
    value = "null" if violation.value is None else f"'{_shown(violation.value)}'"
    return f"Value {value} at '{_path(violation)}' failed to satisfy constraint: {_demand(violation)}"


def _path(violation: Violation) -> str:
    parts = (f"{part}.member" if part.isdecimal() else part[:1].lower() + part[1:] for part in violation.path)
    return ".".join(parts)


def _demand(violation: Violation) -> str:
    allowed = violation.allowed
    demands = {
        "required": "Member must not be null",
        "enum": f"Member must satisfy enum value set: [{', '.join(allowed) if violation.rule == 'enum' else ''}]",
        "pattern": f"Member must satisfy regular expression pattern: {allowed}",
        "shortest": f"Member must have length greater than or equal to {allowed}",
        "longest": f"Member must have length less than or equal to {allowed}",
        "least": f"Member must have value greater than or equal to {allowed}",
        "most": f"Member must have value less than or equal to {allowed}",
        "type": f"It must be of the type {allowed}.",
    }
    return demands[violation.rule]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
