"""The components for programs in other languages: a Pulumi provider that creates them."""
