"""What rounds, councils and decisions tell people, in words."""

from django.utils.translation import gettext as _

from common.templatetags.look import ends, moment
from units.notices import Kind, Values, moment_of


def _opened(values: Values) -> str:
    return _("“%(round)s” takes nominations") % values


def _round_moved(values: Values) -> str:
    names = {"round": values["round"], "end": ends(moment_of(values, "deadline"))}
    return _("“%(round)s”: nominations are now taken until %(end)s") % names


def _both_ends(values: Values) -> str:
    both = {name: ends(moment_of(values, key)) for name, key in (("old", "before"), ("new", "deadline"))}
    told = _("Before: %(old)s. Now: %(new)s.") % both
    reason = values["reason"]
    return f"{told} {_('Reason: %(reason)s') % {'reason': reason}}" if reason else told


def _prolonged(values: Values) -> str:
    ends = {"council": values["council"], "time": moment(moment_of(values, "deadline"))}
    return _("%(council)s: the vote now lasts until %(time)s") % ends


def _vote_on(values: Values) -> str:
    told = _("Before, it was to end at %(time)s. Whoever has not voted yet may still do so.")
    return told % {"time": moment(moment_of(values, "before"))}


def _convened(values: Values) -> str:
    time = moment(moment_of(values, "begins_at"))
    return _("%(council)s: session of %(time)s") % {"council": values["council"], "time": time}


def _place(values: Values) -> str:
    return str(values["place"])


def _second_ballot(values: Values) -> str:
    time = moment(moment_of(values, "begins_at"))
    return _("%(council)s: second ballot, %(time)s") % {"council": values["council"], "time": time}


def _place_and_reason(values: Values) -> str:
    said = _("Reason: %(reason)s") % {"reason": values["reason"]}
    return f"{values['place']} · {said}" if values["place"] else said


def _counts_missing(values: Values) -> str:
    return _("%(council)s: the vote is over, counts are missing") % values


def _counted(values: Values) -> str:
    return _("%(council)s: the votes are counted") % values


def _awarded(values: Values) -> str:
    return _("Decision %(number)s: awards are granted") % values


KINDS = {
    "round_opened": Kind(_opened),
    "round_moved": Kind(_round_moved, _both_ends),
    "vote_prolonged": Kind(_prolonged, _vote_on),
    "session_convened": Kind(_convened, _place),
    "second_ballot": Kind(_second_ballot, _place_and_reason),
    "counts_missing": Kind(_counts_missing),
    "session_counted": Kind(_counted),
    "awarded": Kind(_awarded),
}
