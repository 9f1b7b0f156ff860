"""The cluster: instances, launch template, capacity provider, namespace and session log."""
