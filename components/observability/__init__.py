"""Alarms, audit logs and the dashboard of a stack."""
