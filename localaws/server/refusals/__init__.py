"""Requests that AWS refuses and moto accepts."""
