"""A network and a cluster that another stack or another tool owns."""
