"""What campaigns tell people, in words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import StageKind
from common.templatetags.look import day as as_day
from common.templatetags.look import moment, until, vn
from units.notices import Kind, Values, moment_of


def _launched(values: Values) -> str:
    return _("%(owner)s has launched “%(campaign)s”") % values


def _to_sign(values: Values) -> str:
    return _("“%(title)s” awaits signatures") % {"title": values["pledge"]}


def _in_force(values: Values) -> str:
    return _("“%(title)s” is in force: all have signed") % {"title": values["pledge"]}


def _returned(values: Values) -> str:
    return _("“%(name)s” was returned: %(reason)s") % {
        "name": values["indicator"],
        "reason": values["reason"],
    }


def _what_to_correct(values: Values) -> str:
    return _("Please correct this figure of “%(phase)s” and submit it again.") % values


def _many_returned(count: int) -> str:
    told = ngettext("%(count)s figure was returned", "%(count)s figures were returned", count)
    return told % {"count": vn(count, 0)}


def _remind(values: Values) -> str:
    return _("“%(phase)s”: please submit by the end of %(day)s") % {
        "phase": values["phase"],
        "day": until(moment_of(values, "deadline")),
    }


def _how_to_submit(_values: Values) -> str:
    return _(
        "The sheet is kept as it is; enter what is missing, correct what was returned, and submit. "
        "After the deadline the figures are fixed."
    )


def _closed(values: Values) -> str:
    return _("%(phase)s is closed; provisional points are ready") % values


def _year_computed(values: Values) -> str:
    return _("%(phase)s is computed; provisional points of the year are ready") % values


def _visit(values: Values) -> str:
    day = date.fromisoformat(str(values["day"]))
    return _("“%(phase)s”: a visit to your union is planned for %(day)s") % {
        "phase": values["phase"],
        "day": as_day(day),
    }


def _what_is_looked_at(values: Values) -> str:
    return str(values["plan"])


def _to_check(values: Values) -> str:
    return _("“%(phase)s”: please cross-check %(union)s") % values


def _how_to_check(_values: Values) -> str:
    return _(
        "Look at its figures and evidence, write other points with the reason, and send the cross-check."
    )


def _deadline_moved(values: Values) -> str:
    return _("“%(phase)s”: the deadline is now the end of %(day)s") % {
        "phase": values["phase"],
        "day": until(moment_of(values, "deadline")),
    }


def _both_deadlines(values: Values) -> str:
    days = {name: until(moment_of(values, key)) for name, key in (("old", "before"), ("new", "deadline"))}
    told = _("Before: the end of %(old)s. Now: the end of %(new)s. Please submit by then.") % days
    return f"{told} {_because(values)}".strip()


def _because(values: Values) -> str:
    reason = values.get("reason", "")
    return _("Reason: %(reason)s") % {"reason": reason} if reason else ""


def _window_moved(values: Values) -> str:
    names = {"stage": StageKind(values["stage"]).label, "phase": values["phase"]}
    return _("“%(phase)s”: the end of “%(stage)s” was moved") % names


def _both_ends(values: Values) -> str:
    ends = {"old": moment(moment_of(values, "before")), "new": moment(moment_of(values, "after"))}
    told = _("Before: %(old)s. Now: %(new)s.") % ends
    return f"{told} {_because(values)}".strip()


def _phase_added(values: Values) -> str:
    return _("“%(campaign)s” has a new phase: “%(phase)s”") % values


def _its_deadline(values: Values) -> str:
    return _("Its figures are taken until the end of %(day)s.") % {
        "day": until(moment_of(values, "deadline"))
    }


def _change_asked(values: Values) -> str:
    return _("%(union)s asks to change a signed target") % values


def _change_approved(_values: Values) -> str:
    return _("The change of a signed target is approved")


def _change_declined(_values: Values) -> str:
    return _("A signed target stays as it is")


def _both_figures(values: Values) -> str:
    return f"{values['indicator']}: {values['signed']} → {values['new']}"


def _corrected(values: Values) -> str:
    return _("“%(indicator)s” was corrected: %(before)s → %(after)s") % values


def _set_aside(values: Values) -> str:
    return _("“%(indicator)s” was set aside: %(before)s does not count") % values


def _why_and_until(values: Values) -> str:
    end = {"end": moment(moment_of(values, "until"))}
    return f"{values['reason']} " + _("You may explain until %(end)s; then the cluster reads both.") % end


def _reopened(values: Values) -> str:
    return _("“%(phase)s”: figures are reopened for you until %(end)s") % {
        "phase": values["phase"],
        "end": moment(moment_of(values, "until")),
    }


def _what_stands(values: Values) -> str:
    told = _("What stands in them at that minute counts as sent; then they lock by themselves.")
    return f"{values['reason']} {told}"


def _opinion_answered(values: Values) -> str:
    return _("Your opinion on “%(criterion)s” is answered") % values


def _the_answer(values: Values) -> str:
    return str(values["answer"])


def _final_opened(values: Values) -> str:
    return _("“%(phase)s”: a revision of the final is being prepared") % values


def _until_the_next(values: Values) -> str:
    return f"{values['reason']} " + _("The final that was made stays in force until the next.")


KINDS = {
    "campaign_launched": Kind(_launched),
    "pledge_to_sign": Kind(_to_sign),
    "pledge_in_force": Kind(_in_force),
    "result_returned": Kind(_returned, _what_to_correct, _many_returned),
    "reminder": Kind(_remind, _how_to_submit),
    "phase_closed": Kind(_closed),
    "year_computed": Kind(_year_computed),
    "deadline_moved": Kind(_deadline_moved, _both_deadlines),
    "phase_added": Kind(_phase_added, _its_deadline),
    "window_moved": Kind(_window_moved, _both_ends),
    "opinion_answered": Kind(_opinion_answered, _the_answer),
    "figure_corrected": Kind(_corrected, _why_and_until),
    "figure_set_aside": Kind(_set_aside, _why_and_until),
    "cross_check_drawn": Kind(_to_check, _how_to_check),
    "visit_planned": Kind(_visit, _what_is_looked_at),
    "figures_reopened": Kind(_reopened, _what_stands),
    "final_opened": Kind(_final_opened, _until_the_next),
    "target_change_asked": Kind(_change_asked, _both_figures),
    "target_change_approved": Kind(_change_approved, _both_figures),
    "target_change_declined": Kind(_change_declined, _both_figures),
}
