"""A stand-in for Pulumi's AWS plugin, for trials and tests of programs without an AWS account.

It is not AWS's or Pulumi's own plugin and must never be presented as one. It uses the same
protocol with the Pulumi engine, accepts the types of the installed ``pulumi_aws`` package, and calls
the server at ``$AWS_ENDPOINT_URL`` through boto3. Its knowledge is one table with a row for each resource type
(``localaws/plugin/rows``) and each function (``localaws/plugin/functions``); a type without a row is refused by name.
``localaws/plugin/README.md`` lists the table and what it cannot verify.
"""
