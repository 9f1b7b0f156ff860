"""Properties that AWS stores and moto drops."""
