"""Capacity provider strategies: the weight of at least one provider is above 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localaws.server.operations import AwsError, before
from localaws.server.properties.ecs_services import effective_strategy

if TYPE_CHECKING:
    from localaws.server.operations import Call


@before("ecs", "CreateService", "RunTask", "UpdateService")
def strategy_has_a_weight(call: Call) -> None:
    """The given strategy, or the cluster's, has a weight above 0; the default weight is 0.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html; the message is
    quoted in https://github.com/terraform-aws-modules/terraform-aws-ecs/issues/27.
    """
    given = call.params.get("capacityProviderStrategy")
    strategy = given if call.operation == "UpdateService" else effective_strategy(call)
    if strategy and not any(item.get("weight", 0) for item in strategy):
        raise AwsError(
            "InvalidParameterException",
            "There are no capacity providers with a weight value greater than zero defined in the "
            f"{'' if given else 'default '}capacity provider strategy. At least one capacity provider must have a "
            "weight value greater than zero specified. Update the cluster's default capacity provider strategy or "
            "specify a valid capacity provider strategy and try again.",
        )
