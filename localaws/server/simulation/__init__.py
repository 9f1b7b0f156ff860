"""Simulates capacity, tasks and deployments of ECS and EC2 Auto Scaling."""
