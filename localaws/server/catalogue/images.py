"""Public images of moto and Bottlerocket, created once, because moto creates all 1,300 again after every reset."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.amis import AmiBackend

from localaws.server.catalogue import bottlerocket

_created: dict[tuple[str, str], dict[str, Any]] = {}


def load(backend: Any) -> None:
    """Fill a new backend with the public images, launchable by all, and their snapshots."""
    key = (backend.account_id, backend.region_name)
    if key not in _created:
        _moto_load(backend)
        _created[key] = {**backend.amis, **bottlerocket.images(backend)}
    for image in _created[key].values():
        image.ec2_backend = image.ebs_snapshot.ec2_backend = backend
        image.state = "available"
        image.launch_permissions = [{"Group": "all"}]
        backend.snapshots[image.ebs_snapshot.id] = image.ebs_snapshot
    backend.amis = dict(_created[key])


_moto_load = AmiBackend._load_amis
AmiBackend._load_amis = load  # type: ignore[method-assign,assignment]
