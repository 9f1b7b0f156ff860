"""The services, jobs and load balancers of a stack: their order, their access and their names."""
