"""Capacity, tasks and deployments, as ECS and EC2 Auto Scaling would bring them about."""
