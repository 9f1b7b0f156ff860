"""The name of a service for the other services of the cluster: by DNS or by ECS Service Connect."""
