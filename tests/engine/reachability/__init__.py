"""Reachability in a deployed stack, derived only from AWS's APIs.

``groups`` reads the rules of security groups, ``routing`` the routes of subnets, and ``members`` everything with an
address in the VPC (tasks, instances, load balancers, interface endpoints). ``check`` compares the reachability with the
connections that the services declare. Network ACLs are not modeled: the stacks keep the
default ACLs, which allow everything.
"""
