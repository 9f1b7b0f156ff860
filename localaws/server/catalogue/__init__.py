"""Public data that programs look up: images, parameters, endpoint services."""
