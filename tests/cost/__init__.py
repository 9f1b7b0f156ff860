"""What a stack costs, from what the program makes under mocks."""
