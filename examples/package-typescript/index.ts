// A public service, a private service that it calls, and a job that also calls the private service.
import * as pulumi from "@pulumi/pulumi";
import * as ecs from "@pulumi/ecs-on-ec2";

const vpc = new ecs.LargeVpc("network", { natGateways: "single" });
const network = {
    vpcId: vpc.vpcId,
    publicSubnetIds: vpc.publicSubnetIds,
    privateSubnetIds: vpc.privateSubnetIds,
    cidrBlocks: vpc.cidrBlocks,
};
const cluster = new ecs.Ec2EcsCluster("cluster", { maxSize: 5, network, egress: vpc.egress });
const capacity = {
    clusterArn: cluster.clusterArn,
    capacityProviderName: cluster.capacityProviderName,
    instanceTypes: cluster.instanceTypes,
};
const placed = { network, egress: vpc.egress, capacity };

const web = new ecs.AwsvpcService("web", {
    topology: "public-api",
    environment: { TOKEN: new pulumi.Config().requireSecret("token") },
    internetGateway: vpc.internetGateway,
    ...placed,
});
const report = new ecs.Job("report", {
    image: "public.ecr.aws/docker/library/busybox:stable",
    command: ["date"],
    schedule: "cron(0 3 * * ? *)",
    ...placed,
});
new ecs.AwsvpcService("worker", {
    topology: "private-worker",
    allowFrom: ["web", "report"],
    callers: { web: web.securityGroupId, report: report.securityGroupId },
    ...placed,
});

export const url = web.url;
export const runReport = report.runCommand;
