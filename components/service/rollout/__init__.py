"""Deployments of a service: their settings, and the wait for their rollout."""
