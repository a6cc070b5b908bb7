"""What the settings need to know of the surroundings: secrets from files, and what production refuses."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret(name: str, default: str = "") -> str:
    """Return NAME from the environment, or the content of the file that NAME_FILE points to."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def installation_key(folder: Path) -> str:
    """Return this installation's own secret key, made at the first start, so that no default secret exists."""
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8")


def production_faults(
    *, debug: bool, secret_key: str, database_engine: str, broker: str, hosts: list[str]
) -> list[str]:
    """List what makes these settings unfit for production, one sentence each; empty means fit."""
    faults = []
    if debug:
        faults.append("DEBUG is on: unset DEBUG.")
    if (
        len(secret_key) < 50
        or len(set(secret_key)) < 5
        or secret_key.startswith(("django-insecure", "change-me"))
    ):
        faults.append(
            "SECRET_KEY is missing, a sample or under 50 characters: set SECRET_KEY_FILE or SECRET_KEY."
        )
    if "sqlite" in database_engine:
        faults.append("The database is SQLite: set DATABASE_URL to a PostgreSQL address.")
    if not broker:
        faults.append("There is no broker: set REDIS_URL.")
    if not hosts or "*" in hosts:
        faults.append("ALLOWED_HOSTS is empty or '*': name the hosts that the federation uses.")
    return faults


def refuse_unfit_production(**settings: object) -> None:
    """Stop the start with every fault named. Raises ImproperlyConfigured."""
    faults = production_faults(**settings)  # type: ignore[arg-type]
    if faults:
        raise ImproperlyConfigured("Production does not start:\n- " + "\n- ".join(faults))
