"""Carrying out a plan: parents before what hangs on them, through the domain's services where rows are few, in sets else."""

from datetime import datetime
from typing import Any

from campaigns.models import Band, Campaign, Content, Criterion, Indicator, Participant, Phase, ScoringTable
from campaigns.scoring.columns import read
from campaigns.services import campaigns as acts
from campaigns.services.sheets import prepare_sheets
from campaigns.services.targets import point_sheets_at_targets
from campaigns.services.workbook import bulk, organisation
from campaigns.services.workbook.context import Applying, pk_of
from campaigns.workbook.checking import Change, Plan
from campaigns.workbook.snapshot import Snapshot
from campaigns.workbook.stored import Values
from units.actors import Actor
from units.models import Union

RESULT = ("state", "value", "as_of", "is_estimate", "note")


def apply(plan: Plan, snapshot: Snapshot, *, row: Values, by: Actor, now: datetime) -> Campaign:
    """Write everything; `row` is the row of the sheet campaign. Raises what the services raise."""
    a = Applying(plan, snapshot, by, now)
    organisation.write_unions(a)
    organisation.write_clusters(a)
    organisation.write_people(a)
    campaign = _campaign(a, row)
    _phases(a, campaign)
    _described(a, campaign)
    _scoring(a, campaign)
    _participants(a, campaign)
    _targets(a, campaign)
    for phase in campaign.phases.select_related("campaign__owner").order_by("pk"):
        prepare_sheets(phase=phase, **a.who)  # leaves a closed phase alone
    if plan.changes["targets"]:
        point_sheets_at_targets(campaign=campaign, now=now)
    _results(a, campaign)
    return campaign


def _campaign(a: Applying, row: Values) -> Campaign:
    held = a.snapshot.campaign
    if not a.plan.changes["campaign"]:
        assert held is not None
        return held
    values = dict(row)
    parent = a.snapshot.parents.get(values.pop("parent"))
    values["parent"] = Campaign.objects.get(pk=parent) if parent else None
    values["owner"] = Union.objects.get(pk=a.ids["unions"][values.pop("owner")])
    if held is None:
        return acts.create_campaign(**values, **a.who)
    fields = {f: values[f] for f in a.plan.changes["campaign"][0].fields}
    acts.edit_campaign(campaign=held, **fields, **a.who)
    return Campaign.objects.select_related("owner", "parent").get(pk=held.pk)


def _phases(a: Applying, campaign: Campaign) -> None:
    new, changed = a.parts("phases")
    for change in changed:
        fields = {f: change.row[f] for f in change.fields}
        acts.edit_phase(phase=Phase.objects.get(pk=pk_of(change)), **fields, **a.who)
    for change in new:
        phase = acts.add_phase(campaign=campaign, **change.row.values, **a.who)
        a.ids["phases"][phase.number, phase.sector] = phase.pk


def _described(a: Applying, campaign: Campaign) -> None:
    """Contents and indicators."""
    for sheet, model, key in (("contents", Content, "order"), ("indicators", Indicator, "code")):
        new, changed = a.parts(sheet)
        rows = [model(campaign=campaign, **c.row.values) for c in new]
        edits = {pk_of(c): {f: v for f, v in c.row.values.items() if f != key} for c in changed}
        bulk.write_rows(model=model, new=rows, edits=edits, verb=f"write_{sheet}", campaign=campaign, **a.who)
        if model is Indicator:
            a.ids["indicators"] |= {c.row["code"]: row.pk for c, row in zip(new, rows, strict=True)}


def _scoring(a: Applying, campaign: Campaign) -> None:
    new, changed = a.parts("tables")
    clusters, tables, criteria = a.ids["clusters"], a.ids["tables"], a.ids["criteria"]
    fresh = [
        ScoringTable(
            campaign=campaign, code=c.row["code"], version=c.row["version"], name=c.row["name"],
            cluster_id=clusters.get(c.row["cluster"]),
        )
        for c in new
    ]  # fmt: skip
    edits = {pk_of(c): {"name": c.row["name"], "cluster": clusters.get(c.row["cluster"])} for c in changed}
    bulk.write_rows(
        model=ScoringTable, new=fresh, edits=edits, verb="write_tables", campaign=campaign, **a.who
    )
    tables |= {(table.code, table.version): table.pk for table in fresh}
    new, changed = a.parts("criteria")
    lines = [
        Criterion(table_id=tables[c.row["table"], c.row["version"]], code=c.row["code"], **_criterion(c))
        for c in new
    ]
    edits = {pk_of(c): _criterion(c) for c in changed}
    inputs = [_inputs(a, c) for c in (*new, *changed)]
    bulk.write_criteria(new=lines, edits=edits, inputs=inputs, campaign=campaign, **a.who)
    for change, line in zip(new, lines, strict=True):
        criteria[change.row["table"], change.row["version"], line.code] = line.pk
    parents = {}
    for change in (*new, *changed):
        place = (change.row["table"], change.row["version"])
        above = criteria[(*place, change.row["parent"])] if change.row["parent"] else None
        if above or "parent" in change.fields:
            parents[criteria[(*place, change.row["code"])]] = above
    bulk.place_criteria(parents=parents)
    new, changed = a.parts("bands")
    steps = [
        Band(table_id=tables[c.row["table"], c.row["version"]], name=c.row["name"], lowest=c.row["lowest"])
        for c in new
    ]
    edits = {pk_of(c): {"name": c.row["name"]} for c in changed}
    bulk.write_rows(model=Band, new=steps, edits=edits, verb="write_bands", campaign=campaign, **a.who)


def _criterion(change: Change) -> dict[str, Any]:
    """A criterion's own fields."""
    params, _inputs = read(change.row.values)
    return {f: change.row[f] for f in ("name", "order", "rule", "max_points")} | {"params": params}


def _inputs(a: Applying, change: Change) -> dict[str, int]:
    """The ids of the indicators that a criterion reads, by role."""
    _params, inputs = read(change.row.values)
    return {role: a.ids["indicators"][code] for role, code in inputs.items()}


def _participants(a: Applying, campaign: Campaign) -> None:
    new, changed = a.parts("participants")
    clusters, tables, unions = a.ids["clusters"], a.ids["tables"], a.ids["unions"]

    def links(change: Change) -> dict[str, Any]:
        row = change.row
        table = tables[row["table"], row["table_version"]] if row["table"] else None
        return {"cluster": clusters.get(row["cluster"]), "table": table}

    own = _sectors(a, [c.row["union"] for c in new if not c.row["sector"]])
    rows = [
        Participant(
            phase_id=a.ids["phases"][c.row["phase_number"], c.row["phase_sector"]],
            union_id=unions[c.row["union"]],
            sector=c.row["sector"] or own[c.row["union"]],
            **{f"{f}_id": pk for f, pk in links(c).items()},
        )
        for c in new
    ]
    edits: dict[int, dict[str, Any]] = {}
    for change in changed:
        assert change.known is not None
        sector = change.row["sector"] or change.known.values["sector"]
        edits[change.known.pk] = {**links(change), "sector": sector}
    bulk.write_rows(model=Participant, new=rows, edits=edits, verb="enrol", campaign=campaign, **a.who)
    for change, row in zip(new, rows, strict=True):
        a.ids["participants"][change.row["phase_number"], change.row["phase_sector"], change.row["union"]] = (
            row.pk
        )


def _sectors(a: Applying, codes: list[str]) -> dict[str, str]:
    """The sectors of unions, as they are after this workbook."""
    stored = {key[0]: known.values["sector"] for key, known in a.snapshot.known["unions"].items()}
    stored |= {c.row["code"]: c.row["sector"] for c in a.plan.changes["unions"]}
    return {code: stored[code] for code in codes}


def _targets(a: Applying, campaign: Campaign) -> None:
    rows = [
        (
            a.ids["indicators"][c.row["indicator"]], a.ids["unions"][c.row["union"]], c.row["kind"], c.row["value"],
            c.row["reason"], c.known.version if c.known else 0,
        )
        for c in a.plan.changes["targets"]
    ]  # fmt: skip
    bulk.set_targets_of_many(rows=rows, campaign=campaign, **a.who)


def _results(a: Applying, campaign: Campaign) -> None:
    rows = [
        (
            (
                a.ids["participants"][c.row["phase_number"], c.row["phase_sector"], c.row["union"]],
                a.ids["indicators"][c.row["indicator"]],
            ),
            {f: c.row[f] for f in RESULT},
        )
        for c in a.plan.changes["results"]
    ]
    bulk.enter_results(rows=rows, campaign=campaign, **a.who)
