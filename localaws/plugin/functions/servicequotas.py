"""Quotas: AWS's default, or the value of the account if AWS returns one.

Read in terraform-provider-aws, internal/service/servicequotas/service_quota_data_source.go at
01f431114674c27cf790fafb67ac274bf8f765e1: a code or a name is required, the default must exist, and the account's value
replaces it.
"""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError, error_text
from localaws.plugin.functions.function import Function

NOT_FOUND = "NoSuchResourceException"


def _get_service_quota(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    service = arguments["serviceCode"]
    code, name = arguments.get("quotaCode"), arguments.get("quotaName")
    if bool(code) == bool(name):
        raise RefusedError('"quota_code": one of `quota_code,quota_name` must be specified')
    try:
        default = _default(api, service, code, name)
    except Exception as error:
        raise RefusedError(
            f"getting Default Service Quota for ({service}/{code or name}): {error_text(error)}"
        ) from error
    applied = _applied(api, service, default["QuotaCode"]) or default
    return {
        "id": default["QuotaArn"],
        "adjustable": default["Adjustable"],
        "arn": applied["QuotaArn"],
        "defaultValue": default["Value"],
        "globalQuota": default["GlobalQuota"],
        "quotaCode": default["QuotaCode"],
        "quotaName": default["QuotaName"],
        "region": api.region,
        "serviceCode": service,
        "serviceName": default["ServiceName"],
        "usageMetrics": [],
        "value": applied["Value"],
    }


def _default(api: Api, service: str, code: str | None, name: str | None) -> dict[str, Any]:
    if code:
        answer = api.service_quotas.get_aws_default_service_quota(ServiceCode=service, QuotaCode=code)
        return dict(answer["Quota"])
    pages = api.service_quotas.get_paginator("list_aws_default_service_quotas").paginate(ServiceCode=service)
    found = [quota for page in pages for quota in page["Quotas"] if quota["QuotaName"] == name]
    if not found:
        raise RefusedError("empty result")
    return dict(found[0])


def _applied(api: Api, service: str, code: str) -> dict[str, Any] | None:
    try:
        answer = api.found(api.service_quotas.get_service_quota, NOT_FOUND, ServiceCode=service, QuotaCode=code)
    except Exception as error:
        raise RefusedError(f"getting Service Quota for ({service}/{code}): {error_text(error)}") from error
    return answer["Quota"] if answer else None


FUNCTIONS = [
    Function(
        "aws:servicequotas/getServiceQuota:getServiceQuota",
        frozenset({"quotaCode", "quotaName", "serviceCode"}),
        _get_service_quota,
    )
]
