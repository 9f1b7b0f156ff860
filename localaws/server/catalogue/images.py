"""Public images: moto's and Bottlerocket's, made once, since moto makes all 1,300 again at every reset."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.amis import AmiBackend

from localaws.server.catalogue import bottlerocket

# A backend stays the same object when moto resets it. It is kept beside its images so that its id stays its own.
_made: dict[int, tuple[AmiBackend, dict[str, Any]]] = {}


def load(backend: AmiBackend) -> None:
    """Fill a new or reset backend with the public images, launchable by all."""
    if id(backend) not in _made:
        _moto_load(backend)
        _made[id(backend)] = (backend, {**backend.amis, **bottlerocket.images(backend)})
    _, images = _made[id(backend)]
    for image in images.values():
        image.state = "available"
        image.launch_permissions = [{"Group": "all"}]
    backend.amis = dict(images)


_moto_load = AmiBackend._load_amis
AmiBackend._load_amis = load  # type: ignore[method-assign,assignment]
