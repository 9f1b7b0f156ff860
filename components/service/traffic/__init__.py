"""The requests of a service: load balancer, certificate and records, and the shift between revisions."""
