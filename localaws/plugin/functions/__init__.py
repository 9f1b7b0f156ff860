"""The functions (data sources), with a row for each: its supported arguments and its call."""

from localaws.plugin.functions import (
    account,
    ec2,
    ec2_network,
    ecs,
    kms,
    lb,
    route53,
    servicequotas,
    sns,
    sqs,
    ssm,
    wafv2,
)
from localaws.plugin.functions.function import Function

FUNCTIONS: dict[str, Function] = {
    each.token: each
    for module in (account, ec2, ec2_network, ecs, kms, lb, route53, servicequotas, sns, sqs, ssm, wafv2)
    for each in module.FUNCTIONS
}
