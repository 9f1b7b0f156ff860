"""The members of an Auto Scaling group in the API, with their properties."""

from __future__ import annotations

from localaws.plugin.mapping import Members, Nested

TEMPLATE: Members = {"id": "LaunchTemplateId", "name": "LaunchTemplateName", "version": "Version"}
SPECIFICATION: Members = {
    "launchTemplateId": "LaunchTemplateId",
    "launchTemplateName": "LaunchTemplateName",
    "version": "Version",
}
DISTRIBUTION: Members = {
    "onDemandAllocationStrategy": "OnDemandAllocationStrategy",
    "onDemandBaseCapacity": "OnDemandBaseCapacity",
    "onDemandPercentageAboveBaseCapacity": "OnDemandPercentageAboveBaseCapacity",
    "spotAllocationStrategy": "SpotAllocationStrategy",
    "spotInstancePools": "SpotInstancePools",
    "spotMaxPrice": "SpotMaxPrice",
}
MIXED: Members = {
    "instancesDistribution": Nested("InstancesDistribution", DISTRIBUTION),
    "launchTemplate": Nested(
        "LaunchTemplate",
        {
            "launchTemplateSpecification": Nested("LaunchTemplateSpecification", SPECIFICATION),
            "overrides": Nested(
                "Overrides",
                {
                    "instanceType": "InstanceType",
                    "weightedCapacity": "WeightedCapacity",
                    "launchTemplateSpecification": Nested("LaunchTemplateSpecification", SPECIFICATION),
                },
            ),
        },
    ),
}
GROUP: Members = {
    "minSize": "MinSize",
    "maxSize": "MaxSize",
    "desiredCapacity": "DesiredCapacity",
    "availabilityZones": "AvailabilityZones",
    "capacityRebalance": "CapacityRebalance",
    "defaultCooldown": "DefaultCooldown",
    "defaultInstanceWarmup": "DefaultInstanceWarmup",
    "healthCheckGracePeriod": "HealthCheckGracePeriod",
    "healthCheckType": "HealthCheckType",
    "maxInstanceLifetime": "MaxInstanceLifetime",
    "protectFromScaleIn": "NewInstancesProtectedFromScaleIn",
    "serviceLinkedRoleArn": "ServiceLinkedRoleARN",
    "terminationPolicies": "TerminationPolicies",
    "mixedInstancesPolicy": Nested("MixedInstancesPolicy", MIXED),
    "instanceMaintenancePolicy": Nested(
        "InstanceMaintenancePolicy",
        {"minHealthyPercentage": "MinHealthyPercentage", "maxHealthyPercentage": "MaxHealthyPercentage"},
    ),
}
