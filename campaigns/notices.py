"""What campaigns tell people, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.templatetags.look import until, vn
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


def _deadline_moved(values: Values) -> str:
    return _("“%(phase)s”: the deadline is now the end of %(day)s") % {
        "phase": values["phase"],
        "day": until(moment_of(values, "deadline")),
    }


def _both_deadlines(values: Values) -> str:
    days = {name: until(moment_of(values, key)) for name, key in (("old", "before"), ("new", "deadline"))}
    return _("Before: the end of %(old)s. Now: the end of %(new)s. Please submit by then.") % days


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


KINDS = {
    "campaign_launched": Kind(_launched),
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
    "target_change_asked": Kind(_change_asked, _both_figures),
    "target_change_approved": Kind(_change_approved, _both_figures),
    "target_change_declined": Kind(_change_declined, _both_figures),
}
