"""The scaling of a service: by load, by the messages of a queue, by metrics, and on schedules."""
