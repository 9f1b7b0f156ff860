"""The network: a VPC with its address plan, zones and endpoints."""
