"""A service: its load balancer, its tasks, their scaling, their discovery and their rollouts."""
