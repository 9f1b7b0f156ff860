"""Parameters, including AWS's public ones, such as the recommended ECS image."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.functions.function import Function


def _get_parameter(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    name = arguments["name"]
    decrypt = arguments.get("withDecryption", True)
    answer = api.found(api.ssm.get_parameter, "ParameterNotFound", Name=name, WithDecryption=decrypt)
    if answer is None:
        raise RefusedError(f"reading SSM Parameter ({name}): couldn't find resource")
    parameter = answer["Parameter"]
    return {
        "id": name,
        "arn": parameter["ARN"],
        "insecureValue": "" if parameter["Type"] == "SecureString" else parameter["Value"],
        "name": parameter["Name"],
        "region": api.region,
        "type": parameter["Type"],
        "value": parameter["Value"],
        "version": parameter["Version"],
        "withDecryption": decrypt,
    }


FUNCTIONS = [
    Function("aws:ssm/getParameter:getParameter", frozenset({"name", "withDecryption"}), _get_parameter),
]
