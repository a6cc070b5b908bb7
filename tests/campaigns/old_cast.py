"""The rows of a phase that was sealed in format 1, made from its golden example: drafts counted, nobody was silent."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from campaigns.choices import ClusterStatus, PhaseStatus, ResultStatus
from campaigns.models import (
    Band,
    ClusterRevision,
    Criterion,
    Evidence,
    Participant,
    Phase,
    Result,
    ScoreLine,
    ScoringTable,
    Seal,
    Standing,
    Target,
)
from campaigns.services import sealing
from common.fields import from_units
from tests.cast import CLOSES, NOW, OPENS, Season, make_criterion
from units.models import Document, Union

(GOLDEN,) = (Path(__file__).parent.parent / "golden" / "formats").glob("seal-1.carried.*")


def amount(units: int | None) -> Decimal | None:
    return None if units is None else from_units(units)


class Old:
    """The season with the rows of the example, as the migration leaves them."""

    def __init__(self, season: Season) -> None:
        self.season, self.document = season, GOLDEN.read_bytes()
        self.digest = GOLDEN.name.split(".")[2]
        records = list(sealing.read(self.document, 1))
        self.of = {
            kind: [r for r in records if r["record"] == kind] for kind in {r["record"] for r in records}
        }
        self.revision = records[0]["revision"]
        self.phases()
        self.table()
        for record in self.of["participant"]:
            self.participant(record)

    def phases(self) -> None:
        """The phase is the second, final; the first is whatever brought the figures."""
        said = self.of["phase"][0]
        first, last = said["period"]
        season, number = self.season, said["number"]
        Phase.objects.filter(pk=season.phase.pk).update(
            number=number, target_share=from_units(said["target_share"]), period_from=first, period_to=last,
            status=PhaseStatus.FINAL, closed_at=said["closed_at"],
        )  # fmt: skip
        season.phase.refresh_from_db()
        self.first = Phase.objects.create(
            campaign=season.campaign, number=1, name="Đợt 1", period_from=first, period_to=last, entry_opens_at=OPENS,
            entry_closes_at=CLOSES, status=PhaseStatus.FINAL, closed_at=CLOSES,
        )  # fmt: skip
        Result.objects.filter(participant__phase=season.phase).delete()
        season.phase.participants.all().delete()
        pointer = {"phase": season.phase, "cluster": season.world.cluster_1}
        ClusterRevision.objects.create(number=self.revision, status=ClusterStatus.FINAL, **pointer)
        self.seal = Seal.objects.create(
            revision=self.revision, ordered_at=NOW, sealed_at=NOW, sha256=self.digest, format=1, document=self.document,
            **pointer,
        )  # fmt: skip

    def table(self) -> None:
        """Criteria and bands as they were; the totals were never cut."""
        table = self.season.table
        ScoringTable.objects.update(may_exceed=True, may_sink=True)
        table.criteria.all().delete()
        self.criteria: dict[str, Criterion] = {}
        records = {record["code"]: record for record in self.of["criterion"]}
        for line in self.of["participant"][0]["lines"]:  # these stand in the order of the ids
            record = records[line["criterion"]]
            self.criteria[record["code"]] = make_criterion(
                table, record["code"], record["rule"], from_units(record["max_points"]),
                *[self.season.indicators[code] for code in record["inputs"].values()],
                params=record["params"], name="cũ", order=list(records).index(record["code"]),
            )  # fmt: skip
        for code, record in records.items():
            Criterion.objects.filter(code=code).update(parent=self.criteria.get(record["parent"]))
        for record in self.of["band"]:
            Band.objects.create(table=table, name=record["class"], lowest=from_units(record["lowest"]))

    def participant(self, record: dict[str, Any]) -> None:
        """Figures of this and of the first phase, lines and standing."""
        union = Union.objects.get(code=record["union"])
        season = self.season
        person = Participant.objects.create(
            phase=season.phase,
            union=union,
            cluster=season.world.cluster_1,
            table=season.table,
            sector=record["sector"],
        )
        before = Participant.objects.create(phase=self.first, union=union)
        for code, value in record["carried"].items():
            Result.objects.create(
                participant=before, indicator=season.indicators[code], state="reported", value=from_units(value),
                status=ResultStatus.DRAFT,
            )  # fmt: skip
        for result in record["results"]:
            self.result(person, result)
        for line in record["lines"]:
            amounts: dict[str, Any] = {
                name: amount(line[name]) for name in ("value", "carried", "base", "target", "points")
            }
            ScoreLine.objects.create(
                participant=person, revision=self.revision, criterion=self.criteria[line["criterion"]],
                state=line["state"], of_base=amounts["points"], **amounts,
            )  # fmt: skip
        said = {name: record["standing"][name] for name in ("rank", "is_tied", "reported", "lines")}
        Standing.objects.create(
            participant=person, revision=self.revision, cluster_id=season.world.cluster_1.pk,
            points=from_units(record["standing"]["points"]), **said,
        )  # fmt: skip

    def result(self, person: Participant, record: dict[str, Any]) -> None:
        """A row of the sheet."""
        indicator = self.season.indicators[record["indicator"]]
        goal = record["registered"] and Target.objects.get(indicator=indicator, union=person.union)
        row = Result.objects.create(
            participant=person, indicator=indicator, state=record["state"], value=amount(record["value"]),
            as_of=record["as_of"], is_estimate=record["is_estimate"], note=record["note"], version=record["version"],
            status=ResultStatus[record["status"].upper()], registered=goal,
        )  # fmt: skip
        for sha256 in record["evidence"]:
            paper = Document.objects.create(
                union=person.union, file="x", name="x", size=1, sha256=sha256, uploaded_by=self.season.world.hoa,
                uploaded_at=NOW,
            )  # fmt: skip
            Evidence.objects.create(result=row, document=paper)
