"""The functions (data sources), a row each: the arguments that are supported and the call behind them."""

from localaws.plugin.functions import account, ec2, ecs, route53, ssm
from localaws.plugin.functions.function import Function

FUNCTIONS: dict[str, Function] = {
    each.token: each for module in (account, ec2, ecs, route53, ssm) for each in module.FUNCTIONS
}
