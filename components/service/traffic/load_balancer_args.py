"""The settings of a service's load balancer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from ...foundation.args import Matching, refusal_at
from ...foundation.deferred import Input, known_texts
from .balancer_args import BalancerArgs, UniqueItems
from .target_args import TargetArgs

NONE = "none"

MOST_VALUES = 5
MOST_WILDCARDS = 5
"""https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html"""

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
Host = Input[
    Annotated[
        str,
        Matching(
            r"(?=.{1,128}$)[a-z0-9.*?-]*\.[a-z]+",
            "a host of up to 128 lowercase letters, digits, hyphens, dots and wildcards, such as api.example.com, is",
        ),
    ]
]
PathPattern = Annotated[
    str,
    Matching(
        r"/[A-Za-z0-9_.$/~\"'@:+&*?-]{0,127}",
        "a path of up to 128 characters that starts with /, such as /orders/*, is",
    ),
]


class LoadBalancerArgs(TargetArgs, BalancerArgs):
    """The load balancer of a service: its own, or its place behind a shared one."""

    shared: str | None = None
    """The name of a load balancer in `loadBalancers` that the service shares, instead of its own. The service gets the
    requests for `hosts` and `paths`. Settings of the load balancer itself, such as `domains`, then belong to
    `loadBalancers`."""

    hosts: UniqueItems[Host] | None = Field(default=None, strict=False)
    """The hosts of the requests that a shared load balancer sends to the service; `*` and `?` are wildcards. Default:
    any host. At most 5 hosts and paths in all."""

    paths: UniqueItems[PathPattern] | None = Field(default=None, strict=False)
    """The paths of these requests, such as `/orders/*`. Default: any path."""

    priority: Annotated[int, Field(ge=1, le=50_000)] | None = None
    """The priority of the service behind a shared load balancer. The matching service with the lowest number gets a
    request."""

    @model_validator(mode="after")
    def _place_behind_shared(self) -> LoadBalancerArgs:
        if self.shared is None:
            for name, key in (("hosts", "hosts"), ("paths", "paths"), ("priority", "priority")):
                if getattr(self, name) is not None:
                    raise refusal_at(key, "it is only for a shared load balancer; add shared, the name of one")
            return self
        for name, field in BalancerArgs.model_fields.items():
            if name in self.model_fields_set and getattr(self, name) != field.default:
                raise refusal_at(
                    str(field.alias), f"it is a setting of the load balancer itself, loadBalancers.{self.shared}"
                )
        if self.priority is None:
            raise refusal_at("priority", "behind a shared load balancer, a number from 1 to 50000 is required")
        values = [*(self.hosts or ()), *(self.paths or ())]
        if not values:
            raise refusal_at("paths", 'hosts or paths are required; ["/*"] matches all requests')
        if len(values) > MOST_VALUES:
            raise refusal_at(
                "paths" if self.paths else "hosts", f"at most {MOST_VALUES} hosts and paths in all are allowed"
            )
        if sum(value.count("*") + value.count("?") for value in known_texts(values)) > MOST_WILDCARDS:
            raise refusal_at(
                "paths" if self.paths else "hosts", f"at most {MOST_WILDCARDS} wildcards in all are allowed"
            )
        return self

    @model_validator(mode="after")
    def _protocol_has_tls(self) -> LoadBalancerArgs:
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
        if self.protocol != "http1" and not self.has_tls and self.shared is None:
            raise refusal_at("protocol", "with HTTP only http1 is allowed; domains or certificateArns turn on HTTPS")
        return self


@dataclass(frozen=True)
class OrNone:
    """Allows ``none`` instead of an arguments class."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        dumped = core_schema.wrap_serializer_function_ser_schema(
            lambda value, dump: value if value == NONE else dump(value)
        )
        return core_schema.no_info_wrap_validator_function(self._check, handler(source), serialization=dumped)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # One schema instead of alternatives: each keyword applies to one type only.
        said = {"pattern": f"^{NONE}$", "patternErrorMessage": f"{NONE} or the keys below are allowed"}
        return {**handler(schema), "type": ["object", "string"], **said}

    def _check(self, value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        if value == NONE:
            return value
        if isinstance(value, str | bool):
            raise ValueError(f"{NONE} or keys with values are allowed")  # noqa: TRY004 pydantic takes ValueError
        return handler(value)


if TYPE_CHECKING:
    LoadBalancer = LoadBalancerArgs | Literal["none"]
else:
    LoadBalancer = Annotated[LoadBalancerArgs, OrNone()]
