"""The key that encrypts the secrets of the stacks: derived from a passphrase, or the server's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from localaws.launcher.console import LocalAwsError
from localaws.launcher.home import Home


@dataclass(frozen=True)
class Encryption:
    """A secrets provider of Pulumi.

    Args:
        settings: its lines in a stack file.
        state: its record in the state of a stack.
        vault: the path on the server under which it answers as HashiCorp Vault, or None.
    """

    settings: str
    state: Mapping[str, Any] = field(hash=False)
    vault: str | None = None

    def environment(self, home: Home) -> dict[str, str]:
        """The variables that the CLI needs."""
        if self.vault is None:
            return {}
        return {"VAULT_SERVER_URL": f"{home.endpoint}{self.vault}", "VAULT_SERVER_TOKEN": "local-aws"}


# The same salt for all files, because the CLI derives a key from each salt.
SALT = "v1:P/xNVqeUjg8=:v1:vrNh7YUl1ZL7YI5A:cpL5zO8/xqxbt+pBziX+qSbcwawPOg=="
PASSPHRASE = Encryption(f"encryptionsalt: {SALT}\n", {"type": "passphrase", "state": {"salt": SALT}})

_URL, _ENCRYPTED_KEY = "hashivault://local-aws", "bG9jYWwtYXdz"
SERVER = Encryption(
    f"secretsprovider: {_URL}\nencryptedkey: {_ENCRYPTED_KEY}\n",
    {"type": "cloud", "state": {"url": _URL, "encryptedkey": _ENCRYPTED_KEY}},
    vault="/localaws/vault",
)


def chosen(environ: Mapping[str, str]) -> Encryption:
    """Return the provider that ``LOCALAWS_KEY`` names. With a passphrase, each command takes 0.4 s to derive the key.

    Raises:
        LocalAwsError: there is no such provider.
    """
    name = environ.get("LOCALAWS_KEY") or "passphrase"
    providers = {"passphrase": PASSPHRASE, "server": SERVER}
    if name not in providers:
        raise LocalAwsError(f"LOCALAWS_KEY is {name!r}; it must be 'passphrase' or 'server'")
    return providers[name]
