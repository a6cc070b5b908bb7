"""What campaigns tell people, in words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import StageKind
from common.templatetags.look import day as as_day
from common.templatetags.look import ends, vn
from units.notices import Kind, Values, moment_of


def _launched(values: Values) -> str:
    return _("%(owner)s has launched “%(campaign)s”") % values


def _cancelled(values: Values) -> str:
    return _("%(owner)s has cancelled “%(campaign)s”") % values


def _why_cancelled(values: Values) -> str:
    return _(
        "Reason: %(reason)s. Nothing more is to be entered or signed; what was entered stays to be read."
    ) % {"reason": values["reason"].rstrip(".")}


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


def _figures_returned(values: Values) -> str:
    return _about(
        values,
        one=_("“%(name)s” was returned: %(reason)s"),
        many=_("%(count)s figures of “%(phase)s” were returned: %(reason)s"),
    )


def _to_correct(values: Values) -> str:
    return _listed(values, _("Please correct what was returned of “%(phase)s” and submit it again.") % values)


def _asked_about(values: Values) -> str:
    return _about(
        values,
        one=_("A question about “%(name)s”"),
        many=_("A question about %(count)s figures of “%(phase)s”"),
    )


def _to_answer(values: Values) -> str:
    asked = _("Please answer beside the figure on the sheet. The figure stays submitted meanwhile.")
    return f"“{values['text']}” {_listed(values, asked)}"


def _taken_back(values: Values) -> str:
    return _about(
        values,
        one=_("The confirmation of “%(name)s” was taken back"),
        many=_("The confirmation of %(count)s figures of “%(phase)s” was taken back"),
    )


def _nothing_to_do(values: Values) -> str:
    waits = _("What is waiting for appraisal again asks nothing of you for now.")
    return f"“{values['reason']}” {_listed(values, waits)}"


def _answered(values: Values) -> str:
    return _("%(union)s has answered about “%(name)s”") % {
        "union": values["union"],
        "name": values["indicator"],
    }


def _its_answer(values: Values) -> str:
    return str(values["answer"])


def _about(values: Values, *, one: str, many: str) -> str:
    """The sentence about one figure, which it names, or the one about many, which it counts."""
    names = values["indicators"]
    return (one if len(names) == 1 else many) % {**values, "name": names[0], "count": vn(len(names), 0)}


def _listed(values: Values, sentence: str) -> str:
    """The names of many figures, then the sentence; of one its title tells the name."""
    names = values["indicators"]
    return f"{'; '.join(names)}. {sentence}" if len(names) > 1 else sentence


def _many_returned(count: int) -> str:
    told = ngettext("%(count)s figure was returned", "%(count)s figures were returned", count)
    return told % {"count": vn(count, 0)}


def _remind(values: Values) -> str:
    return _("“%(phase)s”: please submit by %(end)s") % {
        "phase": values["phase"],
        "end": ends(moment_of(values, "deadline")),
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
    return _("“%(phase)s”: the deadline is now %(end)s") % {
        "phase": values["phase"],
        "end": ends(moment_of(values, "deadline")),
    }


def _both_deadlines(values: Values) -> str:
    both = {name: ends(moment_of(values, key)) for name, key in (("old", "before"), ("new", "deadline"))}
    told = _("Before: %(old)s. Now: %(new)s. Please submit by then.") % both
    return f"{told} {_because(values)}".strip()


def _because(values: Values) -> str:
    reason = values.get("reason", "")
    return _("Reason: %(reason)s") % {"reason": reason} if reason else ""


def _window_moved(values: Values) -> str:
    names = {"stage": StageKind(values["stage"]).label, "phase": values["phase"]}
    return _("“%(phase)s”: the end of “%(stage)s” was moved") % names


def _both_ends(values: Values) -> str:
    both = {"old": ends(moment_of(values, "before")), "new": ends(moment_of(values, "after"))}
    told = _("Before: %(old)s. Now: %(new)s.") % both
    return f"{told} {_because(values)}".strip()


def _phase_added(values: Values) -> str:
    return _("“%(campaign)s” has a new phase: “%(phase)s”") % values


def _its_deadline(values: Values) -> str:
    return _("Its figures are taken until %(end)s.") % {"end": ends(moment_of(values, "deadline"))}


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
    end = {"end": ends(moment_of(values, "until"))}
    return f"{values['reason']} " + _("You may explain until %(end)s; then the cluster reads both.") % end


def _reopened(values: Values) -> str:
    return _("“%(phase)s”: figures are reopened for you until %(end)s") % {
        "phase": values["phase"],
        "end": ends(moment_of(values, "until")),
    }


def _what_stands(values: Values) -> str:
    told = _("What you have saved in them by then counts as sent; then they lock by themselves.")
    return f"{values['reason']} {told}"


def _opinion_answered(values: Values) -> str:
    return _("Your opinion on “%(criterion)s” is answered") % values


def _the_answer(values: Values) -> str:
    return str(values["answer"])


def _taken_out(values: Values) -> str:
    return _("Your union takes part in “%(phase)s” no longer, from %(day)s on") % values


def _why_out(values: Values) -> str:
    return _("Reason: %(reason)s") % values


def _final_opened(values: Values) -> str:
    return _("“%(phase)s”: a revision of the final is being prepared") % values


def _until_the_next(values: Values) -> str:
    return f"{values['reason']} " + _("The final that was made stays in force until the next.")


def _public(values: Values) -> str:
    return _("The final standings of “%(phase)s” are public: anybody reads them without signing in") % values


def _not_public(values: Values) -> str:
    return _("The final standings of “%(phase)s” are no longer public") % values


KINDS = {
    "campaign_launched": Kind(_launched),
    "campaign_cancelled": Kind(_cancelled, _why_cancelled),
    "pledge_to_sign": Kind(_to_sign),
    "pledge_in_force": Kind(_in_force),
    # one figure, as it was told before figures were returned together
    "result_returned": Kind(_returned, _what_to_correct, _many_returned),
    "results_returned": Kind(_figures_returned, _to_correct),
    "results_taken_back": Kind(_taken_back, _nothing_to_do),
    "figures_asked_about": Kind(_asked_about, _to_answer),
    "figure_answered": Kind(_answered, _its_answer),
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
    "taken_out": Kind(_taken_out, _why_out),
    "final_opened": Kind(_final_opened, _until_the_next),
    "standings_public": Kind(_public),
    "standings_not_public": Kind(_not_public),
    "target_change_asked": Kind(_change_asked, _both_figures),
    "target_change_approved": Kind(_change_approved, _both_figures),
    "target_change_declined": Kind(_change_declined, _both_figures),
}
