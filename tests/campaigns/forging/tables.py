"""What the campaign, the phase, the indicators and the table say."""

from tests.campaigns.forging.parts import (
    Forgeries,
    Records,
    band,
    campaign,
    criterion,
    key,
    one,
    phase,
    standing,
    table,
    union,
)


def parted_by_women(records: Records) -> Records:
    """Who was second by a decision is first by a key, and its document says so."""
    union(records, "CG")["headcount"].update(women=10)
    standing(records, "LB").update(rank=3)
    standing(records, "CG").update(rank=4)
    return records


FORGERIES: Forgeries = {
    # What the campaign, the phase and the indicators say
    "what counts": (lambda r: campaign(r).update(is_extract=True), "TX / 2 state"),
    "share": (lambda r: phase(r).update(target_share=500_000), "BD / 1 target"),
    "share before": (lambda r: phase(r)["earlier"][0].update(target_share=100_000), "BD / 2 target"),
    "review day": (lambda r: phase(r).update(review_day="2025-07-31"), "TX too young to be graded"),
    "cluster": (lambda r: phase(r)["cluster"].update(code="C2"), "BD cluster"),
    "accumulation": (
        lambda r: one(r, record="indicator", code="DV").update(accumulation="latest"),
        "BD / 1 figure",
    ),
    "kind of an indicator": (
        lambda r: one(r, record="indicator", code="DV").update(kind="ratio"),
        "BD / 1 target",
    ),
    "unit in percent": (
        lambda r: one(r, record="indicator", code="DV").update(unit_of_measure="%"),
        "BD / 1 target",
    ),
    "suppliers": (
        lambda r: [i.update(supplier="federation") for i in r if i["record"] == "indicator"],
        "SS silent",
    ),
    # What the table says of lines
    "maximum": (lambda r: criterion(r, "1").update(max_points=1), "BD / 1 points"),
    "minimum of a group": (lambda r: criterion(r, "A").update(min_points=30_000), "SS / A points"),
    "maximum of a group": (lambda r: criterion(r, "A").update(max_points=300_000), "BD / A points"),
    "bounds of a group": (lambda r: criterion(r, "A").update(is_clamped=False), "BD / A points"),
    "cap of a bonus": (lambda r: criterion(r, "T").update(max_points=20_000), "BD / T points"),
    "cap of a penalty": (lambda r: criterion(r, "P").update(max_points=20_000), "HM / P points"),
    "nature of a leaf": (lambda r: criterion(r, "8").update(nature="bonus"), "LB / 8 points"),
    "nature of a group": (lambda r: criterion(r, "A").update(nature="bonus"), "BD / A points of the base"),
    "group of a leaf": (lambda r: criterion(r, "3").update(parent="A"), "BD / B points"),
    "a circle of groups": (
        lambda r: (criterion(r, "A").update(parent="B"), criterion(r, "B").update(parent="A")),
        "A does not stand in a tree of groups.",
    ),
    "a group in a leaf": (
        lambda r: criterion(r, "B").update(parent="1"),
        "B does not stand in a tree of groups.",
    ),
    "rule": (lambda r: criterion(r, "1").update(rule="yes_no", params={}), "BD / 1 target"),
    "a rule that there is not": (
        lambda r: criterion(r, "1").update(rule="luck"),
        "1: There is no rule “luck”",
    ),
    "parameter of another rule": (
        lambda r: criterion(r, "1")["params"].update(per_object=1),
        "1: The rule “proportional” has no such parameter",
    ),
    "parameter": (lambda r: criterion(r, "1")["params"].update(cap=1_000_000), "BD / 1 points"),
    "span": (lambda r: criterion(r, "2")["params"].update(span="to_date"), "BD / 2 target"),
    "word": (lambda r: criterion(r, "4")["params"].update(not_applicable="zero"), "LB / 4 applies"),
    "for whom it is": (
        lambda r: criterion(r, "6")["params"].update(applies_to="enterprise"),
        "BD / 6 applies",
    ),
    "size": (lambda r: criterion(r, "6")["params"].update(size_from=1_000_000), "LB / 6 applies"),
    "indicator": (lambda r: criterion(r, "1")["inputs"].update(value="KP"), "BD / 1 figure carried over"),
    "gate": (lambda r: criterion(r, "1")["inputs"].update(gate="BC"), "BD / 1 figure of the condition"),
    "edge of a step": (lambda r: criterion(r, "5")["steps"][1].update(below=20_000), "TX / 5 points"),
    "points of a step": (lambda r: criterion(r, "5")["steps"][1].update(points=1), "LB / 5 points"),
    "grade of a step": (
        lambda r: criterion(r, "7")["steps"][0].update(grade_key="bằng khen"),
        "BD / 7 state",
    ),
    "decimals of lines": (lambda r: table(r).update(line_decimals=1), "BD / 3 points"),
    "rounding": (lambda r: table(r).update(rounding="truncate"), "BD / 3 points"),
    # What the table says of totals, ranks and bands
    "nominal": (lambda r: table(r).update(nominal=500_000), "BD points made up for what does not apply"),
    "decimals of totals": (lambda r: table(r).update(total_decimals=2), "BD total"),
    "rescaling": (lambda r: table(r).update(rescales=False), "LB points made up for what does not apply"),
    "months": (lambda r: table(r).update(min_months=1), "TX too young to be graded"),
    "lowest for the silent": (lambda r: table(r).update(silent_gets_lowest=False), "SS band"),
    "edge of a band": (lambda r: band(r, "Tốt").update(lowest=580_000), "LB band before downgrades"),
    "upper edge of a band": (lambda r: band(r, "Tốt").update(below=410_000), "LB band before downgrades"),
    "share of a band": (lambda r: band(r, "Xuất sắc").update(share=1), "BD band"),
    "name of a band": (lambda r: band(r, "Tốt").update({"class": "Khá"}), "LB band before downgrades"),
    "percent of a condition": (
        lambda r: band(r, "Tốt")["conditions"][0].update(percent=200_000),
        "HM band before downgrades",
    ),
    "condition of zero": (
        lambda r: band(r, "Tốt")["conditions"][0].update(kind="no_zero", percent=None),
        "HM band before downgrades",
    ),
    "fact of a condition": (
        lambda r: band(r, "Xuất sắc")["conditions"][1].update(fact_kind="award", grade_key=""),
        "BD band before downgrades",
    ),
    "band of a downgrade": (
        lambda r: one(r, record="downgrade")["band"].update({"class": "Tốt", "lowest": 400_000}),
        "HM band",
    ),
    "a downgrade left out": (lambda r: r.remove(one(r, record="downgrade")), "HM band"),
    "a key left out": (lambda r: parted_by_women(r).remove(key(r, 3)), "LB rank"),
}  # fmt: skip
