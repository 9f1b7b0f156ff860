"""The members of an ECS service in the API, with their properties."""

from __future__ import annotations

from dataclasses import replace

from localaws.plugin.mapping import Members, Nested, supported
from localaws.plugin.rows.ecs_cluster import STRATEGY

LOAD_BALANCER: Members = {
    "containerName": "containerName",
    "containerPort": "containerPort",
    "elbName": "loadBalancerName",
    "targetGroupArn": "targetGroupArn",
    "advancedConfiguration": Nested(
        "advancedConfiguration",
        {
            "alternateTargetGroupArn": "alternateTargetGroupArn",
            "productionListenerRule": "productionListenerRule",
            "roleArn": "roleArn",
            "testListenerRule": "testListenerRule",
        },
    ),
}
REGISTRY: Members = {
    "registryArn": "registryArn",
    "containerName": "containerName",
    "containerPort": "containerPort",
    "port": "port",
}
SERVICE_CONNECT: Members = {
    "enabled": "enabled",
    "namespace": "namespace",
    "logConfiguration": Nested(
        "logConfiguration",
        {
            "logDriver": "logDriver",
            "options": "options",
            "secretOptions": Nested("secretOptions", {"name": "name", "valueFrom": "valueFrom"}),
        },
    ),
    "services": Nested(
        "services",
        {
            "portName": "portName",
            "discoveryName": "discoveryName",
            "ingressPortOverride": "ingressPortOverride",
            "clientAlias": Nested("clientAliases", {"port": "port", "dnsName": "dnsName"}),
            "timeout": Nested(
                "timeout",
                {
                    "idleTimeoutSeconds": "idleTimeoutSeconds",
                    "perRequestTimeoutSeconds": "perRequestTimeoutSeconds",
                },
            ),
        },
    ),
}
DIRECT: Members = {
    "taskDefinition": "taskDefinition",
    "desiredCount": "desiredCount",
    "availabilityZoneRebalancing": "availabilityZoneRebalancing",
    "capacityProviderStrategies": Nested("capacityProviderStrategy", STRATEGY),
    "enableEcsManagedTags": "enableECSManagedTags",
    "enableExecuteCommand": "enableExecuteCommand",
    "healthCheckGracePeriodSeconds": "healthCheckGracePeriodSeconds",
    "loadBalancers": Nested("loadBalancers", LOAD_BALANCER),
    "orderedPlacementStrategies": Nested("placementStrategy", {"type": "type", "field": "field"}),
    "placementConstraints": Nested("placementConstraints", {"type": "type", "expression": "expression"}),
    "platformVersion": "platformVersion",
    "propagateTags": "propagateTags",
}
CREATE_ONLY: Members = {
    "launchType": "launchType",
    "schedulingStrategy": "schedulingStrategy",
    "deploymentController": Nested("deploymentController", {"type": "type"}),
    "iamRole": "role",
}
BALANCER_FIELDS = supported(LOAD_BALANCER)
# AWS does not add this block, so a block that only the state has was removed from the program.
BALANCER_FIELDS["advancedConfiguration"] = replace(BALANCER_FIELDS["advancedConfiguration"], filled=False)
