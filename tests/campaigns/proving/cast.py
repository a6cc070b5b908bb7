"""Finals to be checked, and what is sent to be compared."""

import gzip
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.models import Seal
from tests.cast import Season
from tests.pages import as_
from units.models import User

Records = list[dict[str, Any]]


def seal_of(season: Season, cluster: int = 1) -> Seal:
    home = season.world.cluster_1 if cluster == 1 else season.world.cluster_2
    return season.phase.seals.get(cluster=home)


def records_of(season: Season) -> Records:
    return [json.loads(line) for line in gzip.decompress(bytes(seal_of(season).document or b"")).splitlines()]


def as_file(records: Records, *, packed: bool = True) -> SimpleUploadedFile:
    lines = (json.dumps(r, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n" for r in records)
    whole = "".join(lines).encode()
    return SimpleUploadedFile("x.jsonl.gz", gzip.compress(whole) if packed else whole)


def compared(user: User, season: Season, **sent: Any) -> Any:
    return as_(user).post(f"/phases/{season.phase.pk}/self-check/", sent)


def places(answer: Any) -> list[tuple[str, str, str]]:
    return [(p.where, p.sealed, p.given) for p in answer.context["found"].compared.places]
