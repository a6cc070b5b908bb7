"""The plan of a new campaign in words: what is made, what is left out and why, what is still to be seen to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign, Phase
from campaigns.queries.cloning.plan import ClonePlan
from campaigns.queries.cloning.unions import Said
from campaigns.rules import code_replaced, year_replaced
from common.templatetags.look import day, ends, vn

#: How many unions a list names; the rest are counted.
NAMED = 40


@dataclass(frozen=True)
class Told:
    """A line of the plan, with the unions that it speaks of: the first of them, and how many more there are."""

    words: str
    unions: list[Said] = field(default_factory=list)

    @property
    def named(self) -> list[Said]:
        """The first unions."""
        return self.unions[:NAMED]

    @property
    def more(self) -> int:
        """Unions that are not named."""
        return max(0, len(self.unions) - NAMED)


def campaign_words(campaign: Campaign, year: int) -> dict[str, str]:
    """Code, name, theme and legal basis as they are proposed for the campaign of `year`."""
    texts = {name: getattr(campaign, name) for name in ("name", "theme", "legal_basis")}
    words = {name: year_replaced(text, campaign.year, year) for name, text in texts.items()}
    return {"code": code_replaced(campaign.code, campaign.year, year), **words}


def earlier_words(phase: Phase) -> str:
    """When the earlier phase was, beside the dates that are proposed now."""
    end = ends(phase.entry_closes_at)
    if phase.is_year:
        return _("In the earlier campaign: computed at %(end)s.") % {"end": end}
    days = {"first": day(phase.period_from), "last": day(phase.period_to), "opens": day(phase.entry_opens_at)}
    words = _("In the earlier campaign: %(first)s – %(last)s, entered from %(opens)s to %(end)s.")
    return words % {**days, "end": end}


def carried_lines(plan: ClonePlan) -> Iterator[Told]:
    """What will be made."""
    n = len(plan.phases) + sum(year.is_made for year in plan.years)
    yield Told(
        ngettext("%(n)s phase, with the dates below", "%(n)s phases, with the dates below", n) % {"n": n}
    )
    n = len(plan.taking)
    yield Told(_counted(ngettext("%(n)s union that takes part", "%(n)s unions that take part", n), n))
    if moved := _of_unions(plan, "moved"):
        said = ngettext(
            "%(n)s of them in the cluster that it will be in",
            "%(n)s of them in the clusters that they will be in",
            len(moved),
        )
        yield Told(_counted(said, len(moved)), moved)
    if n := plan.indicators:
        yield Told(_counted(ngettext("%(n)s indicator", "%(n)s indicators", n), n))
    if plan.tables:
        said = ngettext(
            "%(n)s scoring table, as a draft to be agreed anew: %(codes)s",
            "%(n)s scoring tables, as drafts to be agreed anew: %(codes)s",
            len(plan.tables),
        )
        codes = ", ".join(table.code for table in plan.tables)
        yield Told(said % {"n": len(plan.tables), "codes": codes})
    if n := plan.contents:
        yield Told(
            _counted(ngettext("%(n)s line of the launch plan", "%(n)s lines of the launch plan", n), n)
        )
    yield Told(_("Which figures count, and which targets stand in the pledges, as before"))
    if plan.parent:
        yield Told(_("It answers “%(campaign)s”") % {"campaign": plan.parent.name})


def left_lines(plan: ClonePlan) -> Iterator[Told]:
    """What is left out, and why."""
    yield Told(_("Targets, pledges, figures, points, standings, titles and facts: each year has its own"))
    if left := _of_unions(plan, "left"):
        said = ngettext(
            "%(n)s union that does not take part then", "%(n)s unions that do not take part then", len(left)
        )
        yield Told(_counted(said, len(left)), left)
    for table in plan.drafts:
        words = _("“%(table)s”, version %(version)s: it is a draft, and the version in force is carried")
        yield Told(words % {"table": table.name, "version": table.version})
    for year in plan.years:
        for phase in year.left:
            words = _("“%(year)s” does not join “%(phase)s” of “%(campaign)s”: next year's is not there yet")
            names = {"year": year.dates.name, "phase": phase.name, "campaign": phase.campaign.name}
            yield Told(words % names)
        if not year.is_made:
            yield Told(_("“%(year)s”: there is no phase that it could join") % {"year": year.dates.name})
    if plan.source.parent and not plan.parent:
        words = _("“%(campaign)s”, which this one answered: choose next year's once it is there")
        yield Told(words % {"campaign": plan.source.parent.name})
    if plan.source.is_extract or plan.source.source:
        yield Told(
            _("The printed source: the new campaign is a plan of your own, in which unions may be late")
        )


def to_see_to(plan: ClonePlan) -> Iterator[Told]:
    """What is still to be seen to before the launch."""
    if new := plan.newcomers:
        said = ngettext(
            "%(n)s member of these clusters took no part last time",
            "%(n)s members of these clusters took no part last time",
            len(new),
        )
        yield Told(_counted(said, len(new)), [Said(name, "") for name in new.values()])
    if plan.unled:
        said = ngettext(
            "Of %(n)s cluster the leading union of %(year)s is not named yet",
            "Of %(n)s clusters the leading union of %(year)s is not named yet",
            plan.unled,
        )
        yield Told(said % {"n": vn(plan.unled, 0), "year": plan.year})
    empty = [phase.dates.name for phase in plan.phases if not phase.unions.places]
    if empty:
        names = ", ".join(f"“{name}”" for name in empty)
        yield Told(_("Nobody takes part in %(phases)s yet") % {"phases": names})


def _of_unions(plan: ClonePlan, part: str) -> list[Said]:
    """Unions of all phases, each once for each thing said of it."""
    rows = [said for phase in plan.phases for said in getattr(phase.unions, part)]
    return list(dict.fromkeys(rows))


def _counted(words: str, n: int) -> str:
    return words % {"n": vn(n, 0)}
