"""Calls to AWS's API: clients, errors with AWS's messages, bounded retries and waits."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

# A local server answers immediately, so a longer wait would only hide an error.
DEFAULT_PATIENCE_SECONDS = 5.0
PAUSE_SECONDS = 0.25
# boto3 retries after throttling, server errors and lost answers. The real provider makes 25 attempts; with fewer, the
# plugin reports a stopped server sooner.
ATTEMPTS = 4
# AWS recognizes a repeated request by a client token, which many operations do not accept. After a lost answer, the
# real provider then creates a second resource and orphans the first. This header is a token for every operation.
IDEMPOTENCY_HEADER = "x-localaws-token"


class RefusedError(Exception):
    """An error of the program or of the account's state; the user sees the text unchanged."""


class Clients:
    """boto3 clients by server, service and region, created on first use and shared by all threads."""

    def __init__(self) -> None:
        self._clients: dict[tuple[str, str, str], Any] = {}
        self._accounts: dict[str, str] = {}
        self._lock = threading.Lock()
        self._session: Any = None

    def account(self, region: str) -> str:
        """Return the account id, requested once per server."""
        endpoint = _endpoint()
        if endpoint not in self._accounts:
            self._accounts[endpoint] = str(self.get("sts", region).get_caller_identity()["Account"])
        return self._accounts[endpoint]

    def get(self, service: str, region: str) -> Any:
        """Return the client of ``service`` in ``region``, for the server at ``$AWS_ENDPOINT_URL``."""
        key = (_endpoint(), service, region)
        client = self._clients.get(key)
        if client is None:
            with self._lock:
                client = self._clients.get(key) or self._create(*key)
                self._clients[key] = client
        return client

    def _create(self, endpoint: str, service: str, region: str) -> Any:
        # Imported late, because the import takes half a second, and a preview without API calls does not need it.
        import boto3  # noqa: PLC0415
        from botocore.config import Config  # noqa: PLC0415

        if self._session is None:
            self._session = boto3.session.Session(
                aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "testing"),
                aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "testing"),
            )
        config = Config(
            max_pool_connections=32,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            connect_timeout=5,
            read_timeout=60,
        )
        client = self._session.client(service, region_name=region, endpoint_url=endpoint, config=config)
        client.meta.events.register("before-call", _add_token)
        client.meta.events.register("after-call-error", _name_operation)
        return client


def _add_token(params: dict[str, Any], **_: Any) -> None:
    params["headers"][IDEMPOTENCY_HEADER] = uuid.uuid4().hex


def _name_operation(exception: Exception, event_name: str, **_: Any) -> None:
    """Add the operation to botocore's connection errors."""
    exception.operation_name = event_name.rpartition(".")[2]  # type: ignore[attr-defined]


def _endpoint() -> str:
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if not endpoint:
        raise RefusedError(
            "AWS_ENDPOINT_URL is not set: this stand-in for the AWS plugin only talks to a local server. "
            "Run Pulumi through localaws/pulumi, which starts one"
        )
    return endpoint


class Api:
    """The API for one operation on one resource: ``api.ec2.describe_vpcs(...)``.

    ``patience`` is the limit of a retry or a wait in seconds: the operation's own timeout, at most the default.
    """

    def __init__(
        self, clients: Clients, region: str, timeout: float = 0.0, retries: Iterable[Mapping[str, Any]] | None = None
    ) -> None:
        self._clients = clients
        self._retries = None if retries is None else list(retries)
        self.region = region
        self.patience = min(timeout, DEFAULT_PATIENCE_SECONDS) if timeout > 0 else DEFAULT_PATIENCE_SECONDS

    def __getattr__(self, service: str) -> Any:
        return self._clients.get(service.replace("_", "-"), self.region)

    @property
    def account(self) -> str:
        """The id of the account of all resources."""
        return self._clients.account(self.region)

    @property
    def retried(self) -> frozenset[str]:
        """The codes that the provider retries in this operation, from the facts of the type."""
        return frozenset(code for rule in self._retries or () for code in rule["codes"])

    def found(self, call: Callable[..., Any], *gone: str, **parameters: Any) -> Any | None:
        """Return the call's answer, or ``None`` if AWS refuses it with one of the codes ``gone``."""
        try:
            return call(**parameters)
        except Exception as error:
            if error_code(error) in gone:
                return None
            raise

    def first(self, call: Callable[..., Any], key: str, *gone: str, **parameters: Any) -> Any | None:
        """Return the first item of the answer's list ``key``, or ``None``."""
        answer = self.found(call, *gone, **parameters)
        return answer[key][0] if answer and answer.get(key) else None

    def retry(self, codes: Collection[str], call: Callable[..., Any], **parameters: Any) -> Any:
        """Repeat the call while AWS refuses it with one of ``codes``, as the real provider does, within ``patience``.

        Raises ``ValueError`` for a code that the provider does not retry, by the facts of the type.
        """
        if self._retries is not None and not self.retried.issuperset(codes):
            raise ValueError(f"by its facts, the provider does not retry {sorted(set(codes) - self.retried)}")
        deadline = time.monotonic() + self.patience
        while True:
            try:
                return call(**parameters)
            except Exception as error:
                if not self._is_retried(error, codes) or time.monotonic() >= deadline:
                    raise
            time.sleep(PAUSE_SECONDS)

    def _is_retried(self, error: BaseException, codes: Collection[str]) -> bool:
        code, text = error_code(error), str(error)
        if self._retries is None or code not in codes:
            return code in codes
        return any(code in rule["codes"] and rule.get("message", "") in text for rule in self._retries)

    def wait(self, done: Callable[[], Any], what: str) -> None:
        """Wait until ``done()`` is true, within ``patience``; ``what`` describes the event in the error."""
        deadline = time.monotonic() + self.patience
        while not done():
            if time.monotonic() >= deadline:
                raise RefusedError(f"timeout while waiting {self.patience:g} s for {what}")
            time.sleep(PAUSE_SECONDS)


def error_code(error: BaseException) -> str:
    """Return AWS's code of an API error, or an empty string."""
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def error_text(error: BaseException) -> str:
    """Return the error in one line: the operation, AWS's code and message, without a traceback."""
    code = error_code(error)
    operation = f"operation error {getattr(error, 'operation_name', '')}, "
    if code:
        return f"{operation}api error {code}: {error.response['Error'].get('Message', '')}".strip()  # type: ignore[attr-defined]
    kind = type(error).__name__
    if kind in ("ConnectionClosedError", "ReadTimeoutError"):
        return (
            f"{operation}the local AWS at {os.environ.get('AWS_ENDPOINT_URL')} closed the connection without an answer"
        )
    if kind in ("EndpointConnectionError", "ConnectTimeoutError"):
        return f"the local AWS at {os.environ.get('AWS_ENDPOINT_URL')} does not answer; localaws/pulumi starts it"
    if isinstance(error, RefusedError):
        return str(error)
    if kind == "ParamValidationError":
        return " ".join(str(error).split())
    return f"internal error of the stand-in (localaws/plugin): {kind}: {error}"
