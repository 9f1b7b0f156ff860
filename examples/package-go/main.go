// A public service, a private service that it calls, and a job that also calls the private service.
package main

import (
	ecs "example.com/pulumi-ecs-on-ec2/sdk/go/ecsonec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	vpc, err := ecs.NewLargeVpc(ctx, "network", &ecs.LargeVpcArgs{NatGateways: pulumi.StringRef("single")})
	if err != nil {
		return err
	}
	network := ecs.NetworkArgs{
		VpcId:            vpc.VpcId,
		PublicSubnetIds:  vpc.PublicSubnetIds,
		PrivateSubnetIds: vpc.PrivateSubnetIds,
		CidrBlocks:       vpc.CidrBlocks,
	}
	cluster, err := ecs.NewEc2EcsCluster(ctx, "cluster", &ecs.Ec2EcsClusterArgs{
		MaxSize: pulumi.IntRef(5),
		Network: network,
		Egress:  vpc.Egress,
	})
	if err != nil {
		return err
	}
	capacity := ecs.CapacityArgs{
		ClusterArn:           cluster.ClusterArn,
		CapacityProviderName: cluster.CapacityProviderName,
		InstanceTypes:        cluster.InstanceTypes,
	}
	web, err := ecs.NewAwsvpcService(ctx, "web", &ecs.AwsvpcServiceArgs{
		Topology:        "public-api",
		Environment:     pulumi.StringMap{"TOKEN": config.RequireSecret(ctx, "token")},
		Network:         network,
		Egress:          vpc.Egress,
		InternetGateway: vpc.InternetGateway,
		Capacity:        capacity,
	})
	if err != nil {
		return err
	}
	report, err := ecs.NewJob(ctx, "report", &ecs.JobArgs{
		Image:    pulumi.String("public.ecr.aws/docker/library/busybox:stable"),
		Command:  pulumi.ToStringArray([]string{"date"}),
		Schedule: pulumi.StringRef("cron(0 3 * * ? *)"),
		Network:  network,
		Egress:   vpc.Egress,
		Capacity: capacity,
	})
	if err != nil {
		return err
	}
	_, err = ecs.NewAwsvpcService(ctx, "worker", &ecs.AwsvpcServiceArgs{
		Topology:  "private-worker",
		AllowFrom: []string{"web", "report"},
		Callers:   pulumi.StringMap{"web": web.SecurityGroupId, "report": report.SecurityGroupId},
		Network:   network,
		Egress:    vpc.Egress,
		Capacity:  capacity,
	})
	if err != nil {
		return err
	}
	ctx.Export("url", web.Url)
	ctx.Export("runReport", report.RunCommand)
	return nil
}
