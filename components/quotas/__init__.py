"""Compares a stack with AWS's quotas."""
