"""Computes the monthly cost of an idle stack, before and after a planned change.

The prices are a table of this project (``prices.py``), because a look-up on AWS needs credentials and a network.
Infracost has more prices, but reads only Terraform plans.
"""
