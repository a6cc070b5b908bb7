"""For which unions a leaf is: those of a sector, and of a size in members. For others it leaves the maximum."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from campaigns.choices import EVERY_SECTOR, AppliesTo
from campaigns.scoring.leaf import Inputs, Params
from campaigns.scoring.parameters import APPLIES_TO, SIZE_BELOW, SIZE_FROM
from common.fields import UNIT, from_units
from common.templatetags.look import vn

#: The sectors that are enterprises too.
ENTERPRISES = (AppliesTo.STATE_ENTERPRISE, AppliesTo.NON_STATE_ENTERPRISE, AppliesTo.FOREIGN_ENTERPRISE)


def fits(params: Params, inputs: Inputs) -> bool:
    """The leaf is for unions of this sector and size; a size that nobody counted fits."""
    if not covers(params[APPLIES_TO.name], inputs.sector):
        return False
    if inputs.members is None:
        return True
    size, below = inputs.members * UNIT, params[SIZE_BELOW.name]
    return bool(size >= params[SIZE_FROM.name] and (not below or size < below))


def covers(applies_to: str, sector: str) -> bool:
    """A leaf for this sector is for a union of that one: enterprises are state, non-state and foreign ones too."""
    if applies_to in (EVERY_SECTOR, sector):
        return True
    return applies_to == AppliesTo.ENTERPRISE and sector in ENTERPRISES


def misfit_sql() -> Q:
    """In SQL: the leaf is not for this union."""
    covered = (
        Q(**{APPLIES_TO.name: EVERY_SECTOR})
        | Q(**{APPLIES_TO.name: F("sector")})
        | Q(**{APPLIES_TO.name: AppliesTo.ENTERPRISE}, sector__in=ENTERPRISES)
    )
    size = F("members") * UNIT
    too_small = Q(**{f"{SIZE_FROM.name}__gt": size})
    too_large = Q(**{f"{SIZE_BELOW.name}__gt": 0, f"{SIZE_BELOW.name}__lte": size})
    return ~covered | (Q(members__isnull=False) & (too_small | too_large))


def words(params: Params) -> list[str]:
    """For whom the leaf is, each in words; nothing for a leaf that is for all."""
    found = []
    if params[APPLIES_TO.name] != EVERY_SECTOR:
        found.append(_("only for: %(sector)s") % {"sector": AppliesTo(params[APPLIES_TO.name]).label})
    for parameter, text in (
        (SIZE_FROM, _("only from %(count)s members up")),
        (SIZE_BELOW, _("only below %(count)s members")),
    ):
        if params[parameter.name]:
            found.append(text % {"count": vn(from_units(params[parameter.name]))})
    return found


def faults(params: Params) -> list[tuple[str, str]]:
    """Sizes that no union has."""
    below = params[SIZE_BELOW.name]
    if below and below <= params[SIZE_FROM.name]:
        return [(SIZE_BELOW.name, _("No union has this size: the upper end must lie above the lower one."))]
    return []
