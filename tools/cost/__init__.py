"""Computes the monthly cost of an idle stack, before and after a planned change.

The prices are a table of this project (``prices.py``), since a look-up at AWS needs credentials and a network.
Infracost knows more prices, but reads Terraform plans only.
"""
