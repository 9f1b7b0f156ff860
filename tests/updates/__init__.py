"""The update matrix: what each setting's change does to a stack that is there."""
