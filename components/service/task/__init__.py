"""The tasks of a service: containers, roles, secrets, volumes and images."""
