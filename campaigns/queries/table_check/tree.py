"""How the lines of a table stand below each other."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from campaigns.choices import Nature
from campaigns.queries.table_check.drawn import Drawn
from campaigns.queries.table_check.findings import Finding, at, fault


def check_ring(drawn: Drawn) -> Iterator[Finding]:
    """Lines that stand below themselves: nothing else can be said of such a table."""
    parents = {criterion.pk: criterion.parent_id for criterion in drawn.criteria}
    for criterion in drawn.criteria:
        seen, above = {criterion.pk}, criterion.parent_id
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == criterion.pk:
            said = _("Criterion “%(code)s” stands below itself. Choose another group for it.")
            yield fault("cycle", at(criterion, "parent"), said % {"code": criterion.code})
            return


def check_tree(drawn: Drawn) -> Iterator[Finding]:
    """Each line stands in a group, and in one that may hold its kind of points."""
    if all(criterion.is_group for criterion in drawn.criteria):
        said = _("The table has no criterion that gives points yet. Add its criteria.")
        yield fault("bare", at(drawn.table), said)
    for criterion in drawn.criteria:
        if criterion.parent_id is None:
            continue
        above, names = drawn.by_id.get(criterion.parent_id), {"code": criterion.code}
        if above is None:
            said = _("Criterion “%(code)s” stands in a group of another table. Choose one of this table.")
            yield fault("foreign_group", at(criterion, "parent"), said % names)
            continue
        names["group"] = above.code
        if not above.is_group:
            said = _(
                "Criterion “%(code)s” stands below “%(group)s”, which is no group. Choose another group for it."
            )
            yield fault("no_group", at(criterion, "parent"), said % names)
        elif criterion.nature == Nature.BASE and above.nature != Nature.BASE:
            said = _(
                "Criterion “%(code)s” gives base points and stands in “%(group)s”, a group of bonus or penalty"
                " points. Move it, or change what it gives."
            )
            yield fault("nature", at(criterion, "nature"), said % names)
