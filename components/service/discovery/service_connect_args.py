"""The settings of a service under ECS Service Connect."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...foundation.args import Args, refusal_at

Protocol = Literal["http", "http2", "grpc", "tcp"]

IDLE_SECONDS = 300
"""The seconds after which a proxy closes an idle connection: ECS's default for all protocols except tcp.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TimeoutConfiguration.html"""

LONGEST_TIMEOUT = 2_147_483_647

PROXY_CPU, PROXY_MEMORY = 256, 64
"""The least that AWS recommends, in CPU units and MiB.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html"""


class ProxyArgs(Args):
    """The share of the Service Connect proxy in a task's `cpu` and `memory`."""

    cpu: Annotated[int, Field(ge=0)] = PROXY_CPU
    """CPU units for the proxy. AWS recommends 512 for more than 500 requests per second and task."""

    memory: Annotated[int, Field(ge=PROXY_MEMORY)] = PROXY_MEMORY
    """MiB for the proxy. AWS recommends 128 in a namespace of more than 100 services or 2,000 tasks."""


class ServiceConnectArgs(Args):
    """How the other services of the cluster reach this one through their proxies."""

    protocol: Protocol | None = None
    """The protocol between the proxies and the container. Use `tcp` for protocols other than HTTP. Default: the
    protocol of the load balancer, or `tcp` with `loadBalancer: none`. ECS cannot change it: another protocol replaces
    the service."""

    request_timeout_seconds: Annotated[int, Field(ge=0, le=LONGEST_TIMEOUT)] | None = None
    """Seconds that a proxy waits for the complete response to a request; 0 waits without limit. Not with `tcp`.
    Default: 15, the default of ECS."""

    proxy: ProxyArgs | None = None
    """The part of the task's `cpu` and `memory` that is for the proxy, not for the service's own container; `{}` is
    what AWS recommends. Default: none, so that the proxy competes with the containers, and the program warns."""

    @model_validator(mode="after")
    def _tcp_has_no_requests(self) -> ServiceConnectArgs:
        if self.protocol == "tcp" and self.request_timeout_seconds is not None:
            raise refusal_at("requestTimeoutSeconds", "tcp has no requests; http, http2 and grpc do")
        return self

    @property
    def idle_timeout_seconds(self) -> int | None:
        """The seconds to keep an idle connection. At least the request timeout, so that no request is cut off."""
        wanted = self.request_timeout_seconds
        return max(IDLE_SECONDS, wanted) if wanted else wanted
