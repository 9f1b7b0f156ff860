"""The settings of a service's load balancer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidatorFunctionWrapHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from ...foundation.args import refusal_at
from .balancer_args import BalancerArgs
from .target_args import TargetArgs

NONE = "none"


class LoadBalancerArgs(TargetArgs, BalancerArgs):
    """The load balancer of a service."""

    @model_validator(mode="after")
    def _protocol_has_tls(self) -> LoadBalancerArgs:
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
        if self.protocol != "http1" and not self.has_tls:
            raise refusal_at("protocol", "with HTTP only http1 is allowed; domains or certificateArns bring HTTPS")
        return self


@dataclass(frozen=True)
class OrNone:
    """Lets ``none`` stand in place of an args class."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        dumped = core_schema.wrap_serializer_function_ser_schema(
            lambda value, dump: value if value == NONE else dump(value)
        )
        return core_schema.no_info_wrap_validator_function(self._check, handler(source), serialization=dumped)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # One schema rather than alternatives: each keyword is about one type only.
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
