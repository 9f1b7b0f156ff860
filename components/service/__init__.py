"""A service: its tasks, its traffic, its scaling, its discovery and its rollouts."""
