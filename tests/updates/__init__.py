"""The update matrix: the effect on a deployed stack of a change to each setting."""
