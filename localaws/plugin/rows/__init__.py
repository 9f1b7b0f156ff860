"""The table: a row a resource type, in files by AWS service."""

from localaws.plugin.row import Row
from localaws.plugin.rows import ec2_network, ec2_route, ec2_security

TABLE: dict[str, Row] = {
    row.type_token: row for module in (ec2_network, ec2_route, ec2_security) for row in module.ROWS
}
