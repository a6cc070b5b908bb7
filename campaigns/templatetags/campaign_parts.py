"""Badges and words of campaigns, and what a campaign knows about a union for pages of apps that know no campaigns."""

from decimal import Decimal
from typing import Any

from django import template

from campaigns.choices import IndicatorKind
from campaigns.explanations import figure_text
from campaigns.models import Indicator
from campaigns.permissions import may_record_facts
from campaigns.queries import badges, facts, standings_words
from campaigns.queries.clusters import part_in_campaigns
from campaigns.queries.home_card import sheet_card
from common.templatetags.look import fixed
from units.models import Union

register = template.Library()
register.filter("sheet_badge", badges.sheet_badge)
register.filter("member_badge", badges.member_badge)
register.filter("points_badge", badges.points_badge)
register.filter("entry_badge", badges.entry_badge)
register.filter("pledge_badge", badges.pledge_badge)
register.filter("signing_badge", badges.signing_badge)
register.filter("table_badge", badges.table_badge)
register.filter("fact_badge", facts.fact_badge)
register.filter("sheet_card", sheet_card)
register.filter("band_words", standings_words.band_words)
register.filter("moved_words", standings_words.moved_words)
register.filter("lowered_words", standings_words.lowered_words)


@register.filter
def figure(value: Decimal | None, indicator: Indicator) -> str:
    """A figure or target with the decimals of its indicator, so that a column lines up; of a milestone the day."""
    if value is not None and indicator.kind == IndicatorKind.MILESTONE:
        return figure_text(value, kind=indicator.kind)
    return fixed(value, indicator.decimals)


@register.filter
def named(names: dict[str, str], code: str) -> str:
    """What a code is called among these names; the code itself where it is not among them."""
    return names.get(code, code)


@register.inclusion_tag("campaigns/partials/union_campaigns.html", takes_context=True)
def union_campaigns(context: dict[str, Any], union: Union) -> dict[str, Any]:
    """The union's latest sheets that the person of this request may see; one query."""
    sheets = part_in_campaigns(context["request"].user, union.pk)
    return {
        "sheets": sheets,
        "union": union,
        "campaigns": list(dict.fromkeys(s.phase.campaign for s in sheets)),
    }


@register.inclusion_tag("campaigns/partials/union_facts.html", takes_context=True)
def union_facts(context: dict[str, Any], union: Union) -> dict[str, Any]:
    """The latest facts of a union, for who may read them; nothing for others."""
    user = context["request"].user
    card = facts.fact_card(user, union)
    return {"card": card, "may_record": card is not None and may_record_facts(user, union)}
