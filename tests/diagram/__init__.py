"""What `make diagram` draws, from what the program makes under mocks."""
