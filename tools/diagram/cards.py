"""The cards of load balancers, services and endpoints."""

from __future__ import annotations

from tools.diagram.columns import CARD_WIDTH, PUBLIC_WIDTH, Columns
from tools.diagram.deployment import Deployment, LoadBalancer, Service
from tools.diagram.flows import Flow
from tools.diagram.geometry import SIZES, Box, Drawing, Text, wrap

CARD_HEIGHT = 70
LINE_HEIGHT = 18


def draw_load_balancer(drawing: Drawing, balancer: LoadBalancer, columns: Columns, y: float, flows: list[Flow]) -> Box:
    """Draw a load balancer in its tier, with its listeners and with other ports that its security group opens."""
    x = columns.public_card if balancer.internet_facing else columns.left_card
    kind = f"{'internet-facing' if balancer.internet_facing else 'internal'} load balancer"
    width = PUBLIC_WIDTH if balancer.internet_facing else CARD_WIDTH
    ports = {words.split()[1] for words in balancer.listeners if len(words.split()) > 1}
    others = [f"open: {port}" for port in open_ports(flows, f"load balancer {balancer.name}") if port not in ports]
    listens = ", ".join([*(balancer.listeners or ["no listener"]), *others])
    box = Box(x, y, width, CARD_HEIGHT, "load-balancer", f"{balancer.name}: {kind}, {listens}")
    return draw_card(drawing, box, balancer.name, [kind, listens])


def draw_service(drawing: Drawing, service: Service, columns: Columns, y: float, flows: list[Flow]) -> Box:
    """Draw a service with its tasks and the ports that its security group opens."""
    ports = open_ports(flows, service.member)
    on = f", {'port' if len(ports) == 1 else 'ports'} {', '.join(ports)}" if ports else ""
    what = "job, " if service.is_job else ""
    details = [f"{what}{service.tasks}{on}", *([service.size] if service.size else [])]
    box = Box(columns.right_card, y, columns.service_width, CARD_HEIGHT, "service", f"{service.name}: {details[0]}")
    return draw_card(drawing, box, service.name, details)


def open_ports(flows: list[Flow], target: str) -> list[str]:
    """Return the ports that the security group of a member opens to anyone."""
    return list(dict.fromkeys(port for flow in flows if flow.target == target for port in flow.ports))


def endpoints_height(deployment: Deployment) -> float:
    """Return the height of the card of the endpoints, 0 if there are none."""
    lines = len(_endpoint_lines(deployment))
    return max(CARD_HEIGHT, 40 + LINE_HEIGHT * lines) if lines else 0


def draw_endpoints(drawing: Drawing, deployment: Deployment, columns: Columns, y: float) -> Box:
    """Draw one card for all endpoints."""
    names = [*deployment.endpoints.gateway, *deployment.endpoints.interface]
    height = endpoints_height(deployment)
    box = Box(columns.left_card, y, CARD_WIDTH, height, "endpoints", f"VPC endpoints: {', '.join(names)}")
    return draw_card(drawing, box, "VPC endpoints", _endpoint_lines(deployment))


def _endpoint_lines(deployment: Deployment) -> list[str]:
    gateway = [f"{name} (gateway)" for name in deployment.endpoints.gateway]
    return wrap([*gateway, *deployment.endpoints.interface], CARD_WIDTH - 24, SIZES["detail"])


def draw_card(drawing: Drawing, box: Box, name: str, details: list[str]) -> Box:
    """Draw a box with a name and some details."""
    drawing.box(box)
    room = box.width - 24
    first = box.y + (29 if len(details) < 2 else 21)
    drawing.text(Text(box.x + 16, first, name, "name"), room=room)
    for number, detail in enumerate(details, start=1):
        drawing.text(Text(box.x + 16, first + LINE_HEIGHT * number, detail, "detail"), room=room)
    return box
