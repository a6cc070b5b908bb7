"""Lines, sheets, what is known of a union, standings, the whole."""

from tests.campaigns.forging.parts import Forgeries, line, one, result, standing, table, union

FORGERIES: Forgeries = {
    # What a line says
    "points of a line": (lambda r: line(r, "BD", "1").update(points=1), "BD / 1 points"),
    "points of a group": (lambda r: line(r, "BD", "A").update(points=1), "BD / A points"),
    "no points": (lambda r: line(r, "LB", "4").update(points=0), "LB / 4 points"),
    "base points": (lambda r: line(r, "BD", "7").update(of_base=20_000), "BD / 7 points of the base"),
    "that it applies": (lambda r: line(r, "LB", "4").update(applies=True), "LB / 4 applies"),
    "state": (lambda r: line(r, "BD", "1").update(state="nothing"), "BD / 1 state"),
    "status": (lambda r: line(r, "BD", "1").update(status="submitted"), "BD / 1 status"),
    "figure": (lambda r: line(r, "BD", "1").update(value=1), "BD / 1 figure"),
    "figure of a denominator": (
        lambda r: line(r, "BD", "3").update(base=1),
        "BD / 3 figure of the second indicator",
    ),
    "figure of a gate": (lambda r: line(r, "BD", "4").update(gate=1), "BD / 4 figure of the condition"),
    "figure carried": (lambda r: line(r, "BD", "1").update(carried=1), "BD / 1 figure carried over"),
    "target": (lambda r: line(r, "BD", "1").update(target=1), "BD / 1 target"),
    "leader's figure": (
        lambda r: line(r, "TX", "2").update(lead_value=9_000_000),
        "TX / 2 figure of the leader",
    ),
    "leader's target": (lambda r: line(r, "TX", "2").update(lead_target=1), "TX / 2 target of the leader"),
    "figure of a group": (lambda r: line(r, "BD", "A").update(value=1), "BD / A figure"),
    "a line left out": (lambda r: union(r, "BD")["lines"].pop(), "BD number of lines"),
    "a line twice": (lambda r: union(r, "BD")["lines"].append(line(r, "BD", "1")), "BD number of lines"),
    # What the sheet says
    "value": (lambda r: result(r, "BD", "DV").update(value=1), "BD / 1 figure"),
    "state of a figure": (lambda r: result(r, "BD", "DV").update(state="not_reported"), "BD / 1 state"),
    "status of a figure": (lambda r: result(r, "BD", "DV").update(status="draft"), "BD / 1 state"),
    "status of a draft": (lambda r: result(r, "TX", "KP").update(status="verified"), "TX / 2 state"),
    "stage of a milestone": (lambda r: result(r, "BD", "DH").update(stage="planned"), "BD / 9 state"),
    "a row left out": (lambda r: union(r, "BD")["results"].remove(result(r, "BD", "DV")), "BD / 1 state"),
    "target registered": (lambda r: result(r, "BD", "DV")["registered"].update(value=1), "BD / 1 target"),
    "target taken away": (lambda r: result(r, "BD", "DV").update(registered=None), "BD / 1 target"),
    "what was brought": (lambda r: union(r, "BD")["carried"].update(DV=1), "BD / 1 figure carried over"),
    "what was not brought": (lambda r: union(r, "LB")["carried"].update(DV=1), "LB / 1 figure carried over"),
    "that it is not confirmed": (
        lambda r: result(r, "LB", "BC").update(status="submitted"),
        "LB / 4 status",
    ),
    # What is known of a union
    "sector": (lambda r: union(r, "BD").update(sector="foreign_enterprise"), "BD / 6 applies"),
    "day of founding": (
        lambda r: union(r, "TX").update(founded_on="2010-01-01"),
        "TX too young to be graded",
    ),
    "women": (lambda r: union(r, "CG")["headcount"].update(women=10), "LB rank"),
    "members": (lambda r: union(r, "CG")["headcount"].update(members=500), "LB rank"),
    "a fact left out": (lambda r: union(r, "HM")["facts"].clear(), "HM band"),
    "kind of a fact": (lambda r: union(r, "BD")["facts"][0].update(kind="rating"), "BD / 7 state"),
    "grade of a fact": (lambda r: union(r, "BD")["facts"][0].update(grade_key="bằng khen"), "BD / 7 state"),
    "period of a fact": (lambda r: union(r, "HM")["facts"][0].update(is_of_period=False), "HM band"),
    "placing": (lambda r: union(r, "CG")["placing"].update(place=3), "LB rank"),
    "placing left out": (lambda r: union(r, "CG").update(placing=None), "LB rank"),
    # What a standing says
    "total": (lambda r: standing(r, "BD").update(points=1), "BD total"),
    "sum": (lambda r: standing(r, "BD").update(summed=1), "BD sum of the lines"),
    "rescaled": (
        lambda r: standing(r, "LB").update(rescaled=0),
        "LB points made up for what does not apply",
    ),
    "cut": (lambda r: standing(r, "BD").update(cut=0), "BD what was cut from the total"),
    "maximum that applies": (lambda r: standing(r, "LB").update(most=1_000_000), "LB maximum that applies"),
    "rank": (lambda r: standing(r, "BD").update(rank=2), "BD rank"),
    "tie": (lambda r: standing(r, "BD").update(is_tied=True), "BD tie"),
    "silence": (lambda r: standing(r, "SS").update(is_silent=False), "SS silent"),
    "youth": (lambda r: standing(r, "TX").update(is_young=False), "TX too young to be graded"),
    "band": (lambda r: standing(r, "HM").update(band=standing(r, "BD")["band"]), "HM band"),
    "band taken away": (lambda r: standing(r, "HM").update(band=None), "HM band"),
    "band found": (lambda r: standing(r, "HM").update(band_found=None), "HM band before downgrades"),
    "border": (lambda r: standing(r, "HM").update(is_on_border=True), "HM tie on the border of a band"),
    "count of figures": (lambda r: standing(r, "BD").update(reported=1), "BD lines with a figure"),
    "cluster of a standing": (lambda r: standing(r, "BD").update(cluster="C2"), "BD cluster"),
    "a standing left out": (
        lambda r: union(r, "BD").update(standing=None),
        "BD: there are lines without a standing.",
    ),
    # The whole
    "a participant left out": (lambda r: r.remove(union(r, "HM")), " number of lines"),
    "a table left out": (
        lambda r: r.remove(table(r)),
        "The sealed document is not in its form: KeyError(('B1', 1))",
    ),
    "an indicator left out": (
        lambda r: r.remove(one(r, record="indicator", code="DV")),
        "The sealed document is not in its form: KeyError('DV')",
    ),
    "a record of no kind": (
        lambda r: r[3].pop("record"),
        "The sealed document is not in its form: KeyError('record')",
    ),
    "the beginning left out": (lambda r: r.pop(0), "The sealed document has no beginning."),
    "the end left out": (lambda r: r.pop(), "The sealed document has no end."),
}  # fmt: skip
