"""A job: a task that runs to completion, its schedule and its commands."""
