"""A stand-in for Pulumi's AWS plugin, to try and to test programs without an AWS account.

It is not AWS's or Pulumi's own plugin and must never be presented as one. It uses the same protocol with the Pulumi
engine, accepts the types of the installed ``pulumi_aws`` package, and calls the server at ``$AWS_ENDPOINT_URL`` through
boto3. Its table has a row for each resource type (``localaws/plugin/rows``) and each function
(``localaws/plugin/functions``). The plugin refuses a type without a row, with the type's name.
``localaws/plugin/README.md`` contains the table and the facts that are not verified.
"""
