"""The campaign, its phases, contents and indicators."""

from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.rules import days_meet, sectors_meet
from campaigns.workbook.checking import Check, told
from campaigns.workbook.layout import BY_KEY


def check(c: Check) -> None:
    """All rules of the campaign and its phases."""
    _campaign(c)
    _phases(c)
    _indicators(c)
    for row in c.rows("campaign"):
        if row.get("year") is not None and not 1900 <= row["year"] <= 2100:
            c.say(
                "campaign",
                row,
                "year",
                _("The year %(year)s is out of range. Write a year between 1900 and 2100.")
                % {"year": row["year"]},
            )


def is_foreign(c: Check) -> bool:
    """The workbook is of a union that the importer does not act for. Told; nothing else of it is to be compared or told."""
    row = next(iter(c.rows("campaign")), None)
    owner = row.get("owner") if row else None
    if row is None or owner not in c.codes("unions"):
        return False
    known = c.snapshot.known["unions"].get((owner,))
    if c.snapshot.acts_for is None or (known is not None and c.snapshot.may_act_for(known.pk)):
        return False
    c.say(
        "campaign",
        row,
        "owner",
        _("Only staff of %(owner)s may prepare its campaigns. Please ask them to import this workbook.")
        % {"owner": owner},
    )
    return True


def _campaign(c: Check) -> None:
    rows = c.rows("campaign")
    if len(rows) != 1:
        c.faults.add(
            BY_KEY["campaign"], "" if not rows else f"A{rows[1].line}",
            _("A workbook carries exactly one campaign; this sheet has %(count)s rows.") % {"count": len(rows)},
        )  # fmt: skip
        return
    row = rows[0]
    owner, parent = row.get("owner"), row.get("parent")
    held = c.snapshot.campaign
    if held is not None and owner and held.owner.code != owner:
        c.say(
            "campaign",
            row,
            "owner",
            _(
                "This campaign belongs to “%(owner)s”; it cannot pass to another union. Choose another code for a new campaign."
            )
            % {"owner": held.owner.code},
        )
    if parent and parent == row.get("code"):
        c.say("campaign", row, "parent", _("A campaign cannot answer itself. Choose another parent."))
    elif parent and parent not in c.snapshot.parents:
        c.say(
            "campaign",
            row,
            "parent",
            _("There is no campaign “%(code)s” yet. Import it first, or leave the cell empty.")
            % {"code": parent},
        )


def _phases(c: Check) -> None:
    for row in c.rows("phases"):
        if row.get("period_from") and row.get("period_to") and row["period_to"] < row["period_from"]:
            c.say(
                "phases",
                row,
                "period_to",
                _("The phase ends before it starts. Choose a last day on or after %(day)s.")
                % {"day": told(row["period_from"])},
            )
        if (
            row.get("entry_opens_at")
            and row.get("entry_closes_at")
            and row["entry_closes_at"] <= row["entry_opens_at"]
        ):
            c.say(
                "phases",
                row,
                "entry_closes_at",
                _("Entry closes before it opens. Choose a time after %(time)s.")
                % {"time": told(row["entry_opens_at"])},
            )
        if row.get("target_share") == 0:
            c.say("phases", row, "target_share", _("The share of the target must be more than 0 %."))
    for change in c.plan.changes["phases"]:
        if change.known and change.known.status > PhaseStatus.OPEN:
            key = change.fields[0]
            c.say(
                "phases",
                change.row,
                key,
                _("This phase is closed; write what is stored: %(value)s.")
                % {"value": told(change.known.values[key])},
            )
    _overlaps(c)


def _overlaps(c: Check) -> None:
    """Phases of one campaign that touch the same unions share no day and no number."""
    merged = c.merged("phases")
    for row in c.rows("phases"):
        if not row.has("number", "sector", "period_from", "period_to"):
            continue
        for (number, sector), other in merged.items():
            if (number, sector) == (row["number"], row["sector"]) or not sectors_meet(sector, row["sector"]):
                continue
            if number == row["number"]:
                c.say(
                    "phases",
                    row,
                    "number",
                    _("Phase %(number)s exists already for this sector. Choose another number.")
                    % {"number": number},
                )
            elif days_meet(other["period_from"], other["period_to"], row["period_from"], row["period_to"]):
                c.say(
                    "phases", row, "period_from",
                    _("The period overlaps “%(phase)s” (%(first)s – %(last)s) for the same sector. Choose other days.")
                    % {"phase": other["name"], "first": told(other["period_from"]), "last": told(other["period_to"])},
                )  # fmt: skip


def _indicators(c: Check) -> None:
    for row in c.rows("indicators"):
        if (row.get("decimals") or 0) > 4:
            c.say("indicators", row, "decimals", _("At most 4 decimals are kept. Write 0 to 4."))
    if not c.snapshot.closed:
        return
    for change in c.plan.changes["indicators"]:
        for key in ("kind", "accumulation", "supplier"):
            if change.known and key in change.fields:
                c.say(
                    "indicators",
                    change.row,
                    key,
                    _("A phase with this indicator is closed; write what is stored: %(value)s.")
                    % {"value": told(change.known.values[key])},
                )
