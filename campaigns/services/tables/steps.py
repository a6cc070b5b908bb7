"""The steps of a line: fixed points for a figure between two edges, or for a fact."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from campaigns.choices import FactKind
from campaigns.models import Criterion, Step
from campaigns.services.tables.amounts import amount_fault, exact


class Given(NamedTuple):
    """A step as it is entered; None for no edge."""

    points: Decimal | int | str
    lowest: Decimal | int | str | None = None
    below: Decimal | int | str | None = None
    fact_kind: str = ""
    fact_grade: str = ""


def step_faults(steps: Sequence[Given]) -> str:
    """The first thing that is wrong with one of the steps, with its number; "" where all are right."""
    for number, step in enumerate(steps, start=1):
        if found := step_fault(step):
            return _("Step %(n)s: %(fault)s") % {"n": number, "fault": found[1]}
    return ""


def step_fault(step: Given) -> tuple[str, str] | None:
    """What is wrong with a step by itself, as (which part of it, what to do); None where it is right."""
    if said := amount_fault(step.points):
        return "points", said
    for name in ("lowest", "below"):
        edge = getattr(step, name)
        if edge is not None and (said := amount_fault(edge, least=None)):
            return name, said
    ends = step.lowest is not None and step.below is not None
    if ends and Decimal(str(step.below)) <= Decimal(str(step.lowest)):
        return "below", _("It ends before it begins. Enter an upper edge above the lower one.")
    if step.fact_kind and step.fact_kind not in FactKind.values:
        return "fact_kind", _("Choose a kind of fact from the list.")
    if len(step.fact_grade) > (Step._meta.get_field("fact_grade").max_length or 0):
        return "fact_grade", _("The grade of the fact is too long. Shorten it.")
    return None


def write_steps(criterion: Criterion, steps: Sequence[Given]) -> None:
    """Put these steps in the place of those that a line has."""
    criterion.steps.all().delete()
    Step.objects.bulk_create(
        Step(criterion=criterion, order=order, **_fields(step)) for order, step in enumerate(steps, start=1)
    )


def _fields(step: Given) -> dict[str, Any]:
    amounts = {name: exact(getattr(step, name)) for name in ("points", "lowest", "below")}
    return {**amounts, "fact_kind": step.fact_kind, "fact_grade": step.fact_grade}
