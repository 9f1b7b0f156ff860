"""A stand-in for Pulumi's AWS plugin, to try and to test programs without an AWS account.

It is not AWS's or Pulumi's own plugin and must never be passed off as one. It speaks the same
protocol to the Pulumi engine, accepts the types of the installed ``pulumi_aws`` package, and calls
the server at ``$AWS_ENDPOINT_URL`` through boto3. What it knows is one table, a row a resource type
(``localaws/plugin/rows``) and a row a function (``localaws/plugin/functions``); a type without a row
is refused by name. ``localaws/plugin/README.md`` lists the table and what it cannot verify.
"""
