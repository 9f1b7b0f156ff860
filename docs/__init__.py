"""The project's documents, and the generator of some of them."""
