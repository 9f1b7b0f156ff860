"""The one place where this server hooks into moto: every API operation passes through here.

An extension registers functions by service and operation (boto3's client name, AWS's operation name):

* ``@before`` runs first; it can refuse by raising ``AwsError``, or answer instead of moto by returning a response;
* ``@instead`` answers instead of moto, also for operations that moto lacks;
* ``@after`` runs after moto answers, and can complete the stored data;
* ``@settle`` runs after every successful operation that is not a read.

Operations run one at a time, because moto's backends are not safe for threads.
"""

from __future__ import annotations

import functools
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable
from typing import Any, cast

from moto import backends as moto_backends
from moto.backends import get_backend
from moto.core import responses as moto_responses
from moto.core import utils as moto_utils
from moto.core.exceptions import ServiceException
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import determine_request_protocol
from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import camelcase_to_underscores, get_service_model

from localaws.server import faults, idempotency, journal
from localaws.server.requests.check import refusal

_LOCK = threading.RLock()
_PARSE_FAILURE = "localaws_parse_failure"


class AwsError(ServiceException):
    """An error of AWS: its code and its message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)


class Call:
    """A running API operation: its parameters by AWS's names, and the backends of its account and region."""

    def __init__(self, response: BaseResponse) -> None:
        self.response = response
        self.service: str = response.boto3_service_name
        self.operation: str = response._get_action() or ""
        self.account: str = response.current_account
        self.region: str = response.region
        self.error: str | None = None

    @functools.cached_property
    def params(self) -> dict[str, Any]:
        """The request's parameters, parsed by the service's API model."""
        if self.response.automated_parameter_parsing:
            # moto's own object, so that hooks can complete a request.
            return cast("dict[str, Any]", self.response.params)
        request = self.response.normalized_request
        model = get_service_model(self.service)
        parser = PROTOCOL_PARSERS[determine_request_protocol(model, request.content_type)]
        parsed = parser(model.operation_model(self.operation), map_type=dict).parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": request.data,
                "url_path": request.path,
                "url_params": self.response.uri_match,
            }
        )
        return dict(parsed)

    def backend(self, service: str) -> Any:
        """moto's backend of a service in the account and region of this call."""
        region = "aws" if service in {"iam", "s3"} else self.region
        return get_backend(service)[self.account][region]  # type: ignore[call-overload]


Hook = Callable[[Call], object]
Answer = Callable[[Call], object]

_before: dict[tuple[str, str], list[Hook]] = defaultdict(list)
_after: dict[tuple[str, str], list[Hook]] = defaultdict(list)
_instead: dict[tuple[str, str], Answer] = {}
_settle: list[Hook] = []


def before(service: str, *operations: str) -> Callable[[Hook], Hook]:
    """Register a check that runs before moto; it refuses by raising ``AwsError``."""
    return _registration(_before, service, operations)


def after(service: str, *operations: str) -> Callable[[Hook], Hook]:
    """Register a function that runs after moto's operation."""
    return _registration(_after, service, operations)


def _registration(
    hooks: dict[tuple[str, str], list[Hook]], service: str, operations: tuple[str, ...]
) -> Callable[[Hook], Hook]:
    def register(hook: Hook) -> Hook:
        for operation in operations:
            hooks[service, operation].append(hook)
        return hook

    return register


def instead(service: str, operation: str) -> Callable[[Answer], Answer]:
    """Register the answer to an operation, which replaces moto's; it returns AWS's response structure."""

    def register(answer: Answer) -> Answer:
        _instead[service, operation] = answer
        return answer

    return register


def settle(hook: Hook) -> Hook:
    """Register a function that settles the simulation after an operation that can have changed something."""
    _settle.append(hook)
    return hook


def _execute(call: Call, moto_answer: Callable[[], Any] | None) -> Any:
    try:
        answer = idempotency.answered_before(call)
        if answer is None:
            answer = _answered(call, moto_answer)
            idempotency.remember(call, answer)
    except ServiceException as error:
        call.error = error.code
        raise
    return answer


def _answered(call: Call, moto_answer: Callable[[], Any] | None) -> Any:
    key = (call.service, call.operation)
    early = next((found for found in (hook(call) for hook in _before[key]) if found is not None), None)
    if early is not None:
        return ActionResult(early)
    if key in _instead:
        answer: Any = ActionResult(_instead[key](call))
    else:
        answer = moto_answer() if moto_answer else None
    for hook in _after[key]:
        hook(call)
    if not faults.is_read(call.operation):
        for hook in _settle:
            hook(call)
    return answer


def _call_action(response: BaseResponse) -> Any:
    """Replace ``BaseResponse.call_action``: moto's method with the hooks, faults and journal."""
    call = Call(response)
    return under_faults(call, lambda: _answer(call))


def under_faults(call: Call, answer: Callable[[], Any]) -> Any:
    """Answer a call with faults, and record it in the journal."""
    started = time.time()
    status = 0
    try:
        fault = faults.matching(call.service, call.operation)
        if fault and fault.is_error:
            status, headers, body = _refused_by(fault, call)
        elif fault and not fault.after_execution:
            raise ConnectionAbortedError("dropped by a fault rule")
        else:
            with _LOCK:
                status, headers, body = answer()
            if fault:
                status = 0
                raise ConnectionAbortedError("answer dropped by a fault rule")
        return status, headers, body
    finally:
        journal.record(call.service, call.operation, started, status, call.error)


def _answer(call: Call) -> Any:
    try:
        error = _violation(call)
        if error:
            call.error = error.code
            return _refusal(call, error, 400)
        _put_hooks_around_method(call)
        return _moto_call_action(call.response)
    except NotImplementedError:
        call.error = "NotImplemented"
        message = f"The local server does not have {call.service} {call.operation}."
        return _refusal(call, AwsError(call.error, message), 501)
    except Exception as failure:  # noqa: BLE001 - every failure gets an answer in AWS's form
        traceback.print_exc()
        call.error = "InternalFailure"
        message = f"The local server failed at {call.service} {call.operation}: {failure!r}"
        return _refusal(call, AwsError(call.error, message), 500)


def _violation(call: Call) -> AwsError | None:
    """Return AWS's error for a request that violates the operation's model."""
    model = get_service_model(call.service)
    if call.operation not in model.operation_names:
        return None
    response = call.response
    refused = refusal(model.operation_model(call.operation), response.normalized_request, response.uri_match)
    return AwsError(*refused) if refused else None


def _parse_parameters(response: BaseResponse, request: Any) -> None:
    """Replace ``BaseResponse.parse_parameters``, which fails for requests that ``_violation`` refuses."""
    try:
        _moto_parse_parameters(response, request)
    except Exception as failure:  # noqa: BLE001 - moto converts numbers and dates before it checks them
        setattr(response, _PARSE_FAILURE, failure)


def _put_hooks_around_method(call: Call) -> None:
    failure = getattr(call.response, _PARSE_FAILURE, None)
    if failure:
        raise failure
    method_name = camelcase_to_underscores(call.operation)
    response = call.response
    moto_answer = getattr(response, method_name, None)
    if moto_answer is None and (call.service, call.operation) not in _instead:
        return
    if moto_answer is None:
        # moto looks methods up on the class before it calls them on the object.
        setattr(type(response), method_name, lambda _: None)
        moto_utils.method_names_from_class.cache_clear()  # type: ignore[attr-defined]
    setattr(response, method_name, functools.partial(_execute, call, moto_answer))


def _refused_by(fault: faults.Fault, call: Call) -> tuple[int, dict[str, Any], Any]:
    error = AwsError(fault.code(call.service), fault.message(call.service, call.operation))
    call.error = error.code
    return _refusal(call, error, fault.status(call.service))


def _refusal(call: Call, error: AwsError, status: int) -> tuple[int, dict[str, Any], Any]:
    _, headers, body = call.response.serialized(ActionResult(error))
    headers["status"] = str(status)
    return status, headers, body


_moto_call_action = BaseResponse.call_action
_moto_parse_parameters = BaseResponse.parse_parameters


def install() -> None:
    """Insert this module between moto's dispatcher and its services."""
    BaseResponse.call_action = _call_action  # type: ignore[method-assign,assignment]
    BaseResponse.parse_parameters = _parse_parameters  # type: ignore[method-assign,assignment]
    # moto lists its own folder at every request.
    modules = tuple(moto_backends.list_of_moto_modules())
    moto_backends.list_of_moto_modules = lambda: modules
    # moto inspects the whole class at every request, which takes longer than most operations of EC2.
    cached = functools.lru_cache(maxsize=None)(moto_utils.method_names_from_class)
    moto_utils.method_names_from_class = cached
    moto_responses.method_names_from_class = cached  # type: ignore[attr-defined]
