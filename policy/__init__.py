"""Security Hub's controls, for a unit test, for docs/security.md and for a policy pack."""
