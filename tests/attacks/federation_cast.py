"""Another federation beside the tree of the cast, and a workbook that names what is its."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from campaigns.models import Campaign
from campaigns.workbook.exporting import export_workbook
from tests.cast import NOW, START
from units.actors import SYSTEM, Actor
from units.choices import Level, Role
from units.models import Cluster, Union, User
from units.services import clusters, people, unions

#: What may stand in no answer to somebody of Hanoi.
SECRETS = ("Hải Phòng", "Hồng Bàng", "Cụm cảng", "giang", "Giang", "giang@hp.example.vn")
PHASE = {"number": 1, "name": "Đợt 1", "period_from": date(2024, 1, 1), "period_to": date(2024, 6, 30),
         "entry_opens_at": "2024-07-01T00:00", "entry_closes_at": "2024-08-01T00:00"}  # fmt: skip
DV = {"code": "DV", "name": "Đoàn viên", "short_name": "ĐV", "order": 1}


@dataclass
class Foreign:
    """The federation HP, its district HB, their cluster HPC, and Giang who administers HP."""

    federation: Union
    district: Union
    cluster: Cluster
    giang: User


def make_foreign() -> Foreign:
    """Build it by the services."""
    who: dict[str, Any] = {"by": SYSTEM, "now": NOW}
    hp = unions.found_union(code="HP", name="LĐLĐ Hải Phòng", level=Level.CITY, since=START, **who)
    hb = unions.found_union(
        code="HB", name="LĐLĐ quận Hồng Bàng", level=Level.DISTRICT, parent=hp, since=START, **who
    )
    cluster = clusters.found_cluster(code="HPC", name="Cụm cảng", owner=hp, **who)
    clusters.join_cluster(cluster=cluster, union=hb, since=START, **who)
    clusters.name_leader(cluster=cluster, year=2024, leader=hb, **who)
    person = people.register_person(full_name="Giang", email="giang@hp.example.vn", **who)
    given = {"title": "Quản trị", "role": Role.ADMINISTRATOR, "since": START}
    people.appoint(person=person, union=hp, **given, **who)
    giang = people.open_account(username="giang", person=person, password="Mot-mat-khau-dai", **who)
    return Foreign(hp, hb, cluster, giang)


def ways(union: str, cluster: str) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Every sheet in which a workbook of Ba Dinh's campaign can name a union or a cluster."""
    mine = {"clusters": [{"code": "B1", "name": "Cụm của Ba Đình", "owner": "BD"}]}
    taking = {"phase_number": 1, "union": "BD"}
    row = {"code": "QQQQQ", "name": "X", "short_name": "X", "level": "grassroots", "valid_from": START}
    post = {"full_name": "Ai", "union": union, "title": "Trợ lý", "role": "officer", "valid_from": START}
    return {
        "targets": {"targets": [{"union": union, "indicator": "DV", "kind": "assigned", "value": 5}]},
        "participants": {"participants": [{"phase_number": 1, "union": union}]},
        "a participant's cluster": {"participants": [{**taking, "cluster": cluster}]},
        "a table's cluster": {"tables": [{"code": "B", "name": "Bảng", "cluster": cluster}]},
        "results": {"results": [{"phase_number": 1, "union": union, "indicator": "DV", "value": 5}]},
        "a parent": {"unions": [{**row, "parent": union}]},
        "an owner": {"clusters": [{"code": "B2", "name": "Cụm", "owner": union}]},
        "a member": {**mine, "members": [{"cluster": "B1", "union": union, "valid_from": START}]},
        "a member's cluster": {"members": [{"cluster": cluster, "union": "BD", "valid_from": START}]},
        "a leader": {**mine, "terms": [{"cluster": "B1", "year": 2024, "leader": union}]},
        "a term's cluster": {"terms": [{"cluster": cluster, "year": 2024, "leader": "BD"}]},
        "people": {"people": [post]},
        "the campaign's owner": {"campaign": [{"code": "BD-1", "name": "P", "year": 2024, "owner": union}]},
    }


#: The sheets with which each of the ways is a whole campaign.
AROUND = {"phases": [PHASE], "indicators": [DV]}


def cells_of(campaign: Campaign, by: Actor) -> str:
    """Every cell of the campaign's export."""
    file = BytesIO()
    export_workbook(campaign=campaign, target=file, by=by, now=NOW)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(str(cell) for row in rows for cell in row)
