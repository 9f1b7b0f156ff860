"""Who reaches what in a deployed stack, worked out from what AWS's APIs say and from nothing else.

``groups`` holds the security groups' rules, ``routing`` the subnets' routes, ``members`` what has addresses in the VPC
(tasks, instances, load balancers, interface endpoints), and ``check`` compares who reaches whom with what the
stack's services are meant to allow. Network ACLs are not modelled: the stacks leave AWS's, which admit everything.
"""
