"""Pieces of pages about a union's campaigns, included by pages of `units`, which may not import this app."""

from typing import Any

from django import template

from campaigns.queries.clusters import part_in_campaigns
from units.models import Union

register = template.Library()


@register.inclusion_tag("campaigns/partials/union_campaigns.html", takes_context=True)
def union_campaigns(context: dict[str, Any], union: Union) -> dict[str, Any]:
    """The union's latest sheets that the person of this request may see; one query."""
    return {"sheets": part_in_campaigns(context["request"].user, union.pk)}
