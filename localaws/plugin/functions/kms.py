"""KMS keys."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError, error_text
from localaws.plugin.functions.function import Function


def _get_key(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    wanted = arguments["keyId"]
    try:
        key = api.kms.describe_key(KeyId=wanted)["KeyMetadata"]
    except Exception as error:
        raise RefusedError(f"reading KMS Key ({wanted}): {error_text(error)}") from error
    return {
        "id": key["KeyId"],
        "arn": key["Arn"],
        "awsAccountId": key.get("AWSAccountId", ""),
        "cloudHsmClusterId": "",
        "creationDate": key["CreationDate"].isoformat(),
        "customKeyStoreId": "",
        "customerMasterKeySpec": key.get("CustomerMasterKeySpec", key.get("KeySpec", "")),
        "deletionDate": key["DeletionDate"].isoformat() if "DeletionDate" in key else "",
        "description": key.get("Description", ""),
        "enabled": key["Enabled"],
        "expirationModel": "",
        "keyId": wanted,
        "keyManager": key.get("KeyManager", ""),
        "keySpec": key.get("KeySpec", ""),
        "keyState": key["KeyState"],
        "keyUsage": key["KeyUsage"],
        "multiRegion": key.get("MultiRegion", False),
        "multiRegionConfigurations": [],
        "origin": key.get("Origin", ""),
        "pendingDeletionWindowInDays": 0,
        "region": api.region,
        "validTo": "",
        "xksKeyConfigurations": [],
    }


FUNCTIONS = [Function("aws:kms/getKey:getKey", frozenset({"keyId"}), _get_key)]
