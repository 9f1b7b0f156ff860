"""Security Hub's controls as rules: evaluated by a unit test, written as docs/security.md, and run as a policy pack."""
