"""Faults, refusals and the journal for S3 buckets: moto's S3 has its own dispatcher, which does not name operations."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import get_service_model
from moto.s3.exceptions import S3ClientError
from moto.s3.responses import S3Response

from localaws.server import idempotency
from localaws.server.operations import AwsError, Call, under_faults
from localaws.server.properties.buckets import complete
from localaws.server.refusals import buckets
from localaws.server.requests.check import refusal


@functools.cache
def _operations() -> list[tuple[str, str, frozenset[str], str]]:
    """Return each operation's method, path, query and name; operations with the most specific query come first."""
    model = get_service_model("s3")
    found = []
    for name in model.operation_names:
        operation = model.operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        if not operation.deprecated:
            found.append((operation.http["method"], path, frozenset(query.split("&")) - {""}, name))
    return sorted(found, key=lambda operation: -len(operation[2]))


def operation_name(method: str, query: Collection[tuple[str, str]], *, in_bucket: bool) -> str:
    """Return AWS's name of a request's operation, from botocore's model of S3."""
    path = "/{Bucket}" if in_bucket else "/"
    given = {name for name, _ in query} | {f"{name}={value}" for name, value in query}
    return next((each[3] for each in _operations() if each[:2] == (method, path) and each[2] <= given), method)


def _bucket_response(response: S3Response, request: Any, full_url: str) -> Any:
    call = Call(response)
    query = list(request.args.items(multi=True))
    call.operation = operation_name(request.method, query, in_bucket=bool(response.bucket_name))
    # S3 has no client tokens, and moto's parsers do not support its requests.
    call.params = {}
    return under_faults(
        call,
        lambda: _answer(
            call, request, response.bucket_name, lambda: _moto_bucket_response(response, request, full_url)
        ),
    )


def _answer(call: Call, request: Any, bucket: str, moto_answer: Callable[[], Any]) -> tuple[int, dict[str, Any], Any]:
    refused = _refusal(call, request, bucket)
    if refused:
        call.error = refused.code
        _, headers, body = call.response.serialized(ActionResult(refused))
        return 400, headers, body
    answer: tuple[int, dict[str, Any], Any] | None = idempotency.answered_before(call)
    if answer:
        return answer
    try:
        found = moto_answer()
    except S3ClientError as error:
        call.error = error.code
        return call.response.serialized(ActionResult(error))
    answer = (200, {}, found) if isinstance(found, str | bytes) else found
    known = call.backend("s3").buckets
    if int(answer[0]) < 300 and bucket in known:
        complete(call.operation, known[bucket], request.headers, answer[1])
    idempotency.remember(call, answer)
    return answer


def _refusal(call: Call, request: Any, bucket: str) -> AwsError | None:
    model = get_service_model("s3")
    if call.operation not in model.operation_names:
        return None
    # The bucket is in the path or in the host.
    refused = refusal(model.operation_model(call.operation), request, {"Bucket": bucket})
    refused = refused or buckets.refused(call.operation, bucket, request.data)
    return AwsError(*refused) if refused else None


_moto_bucket_response = S3Response._bucket_response


def install() -> None:
    """Add faults, refusals and the journal to moto's operations on buckets, but not on objects."""
    S3Response._bucket_response = _bucket_response  # type: ignore[method-assign,assignment]
