"""What a year joins, and how."""

from typing import Any

from tests.campaigns.forging.parts import Forgeries, Records, line, phase, standing, table, union


def half(records: Records, code: str, place: int) -> Any:
    """What a union had in a phase of the year."""
    return union(records, code)["parts"][place]


FORGERIES: Forgeries = {
    "total of a phase": (lambda r: half(r, "BD", 0)["standing"].update(points=1), "BD total"),
    "rescaled in a phase": (
        lambda r: half(r, "BD", 0)["standing"].update(rescaled=30_000),
        "BD points made up for what does not apply",
    ),
    "line of a phase": (lambda r: half(r, "BD", 1)["lines"][0].update(points=1), "BD / 1 points"),
    "base points of a phase": (lambda r: half(r, "BD", 1)["lines"][0].update(of_base=1), "BD / 1 points of the base"),
    "that a line of a phase applies": (lambda r: half(r, "BD", 1)["lines"][0].update(applies=False), "BD / 1 points"),
    "state of a line of a phase": (lambda r: half(r, "HM", 0)["lines"][2].update(state="not_reported"), "HM / 3 state"),
    "a line of a phase left out": (lambda r: half(r, "HM", 0)["lines"].pop(0), "HM / 1 state"),
    "a phase left out": (lambda r: union(r, "BD")["parts"].__setitem__(0, None), "BD / 3 state"),
    "weight": (lambda r: phase(r)["parts"][0].update(weight=20_000), "BD / 1 points"),
    "how they are joined": (lambda r: phase(r).update(joins="sum"), "BD / 1 points"),
    "calendar": (lambda r: phase(r)["parts"][1].update(sector="union_body"), "BD / 3 state"),
    "that it is a year": (lambda r: phase(r).update(kind="entry"), "BD / 1 state"),
    "word for a missing phase": (lambda r: table(r).update(part_missing="zero"), "HM / 1 points"),
    "word that ranks who lacks a phase": (lambda r: table(r).update(part_missing="rest"), "HM rank"),
    "points": (lambda r: line(r, "BD", "1").update(points=1), "BD / 1 points"),
    "figure": (lambda r: line(r, "BD", "1").update(value=1), "BD / 1 figure"),
    "total": (lambda r: standing(r, "BD").update(points=1), "BD total"),
    "rank of who stands apart": (lambda r: standing(r, "HM").update(rank=2), "HM rank"),
}  # fmt: skip
