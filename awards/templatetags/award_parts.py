"""The badges of awards, for templates."""

from django import template

from awards.queries.badges import outcome_badge, round_badge

register = template.Library()
register.filter("outcome_badge", outcome_badge)
register.filter("round_badge", round_badge)
