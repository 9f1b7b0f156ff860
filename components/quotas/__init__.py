"""AWS's quotas, compared with what a stack creates."""
