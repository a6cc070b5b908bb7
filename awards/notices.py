"""What rounds, councils and decisions tell people, in words."""

from django.utils.translation import gettext as _

from common.templatetags.look import moment
from units.notices import Kind, Values, moment_of


def _opened(values: Values) -> str:
    return _("“%(round)s” takes nominations") % values


def _convened(values: Values) -> str:
    time = moment(moment_of(values, "begins_at"))
    return _("%(council)s: session of %(time)s") % {"council": values["council"], "time": time}


def _place(values: Values) -> str:
    return str(values["place"])


def _counts_missing(values: Values) -> str:
    return _("%(council)s: the vote is over, counts are missing") % values


def _counted(values: Values) -> str:
    return _("%(council)s: the votes are counted") % values


def _awarded(values: Values) -> str:
    return _("Decision %(number)s: awards are granted") % values


KINDS = {
    "round_opened": Kind(_opened),
    "session_convened": Kind(_convened, _place),
    "counts_missing": Kind(_counts_missing),
    "session_counted": Kind(_counted),
    "awarded": Kind(_awarded),
}
