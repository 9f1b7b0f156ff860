"""The update matrix: the effect of each setting's change on a deployed stack."""
