"""The badges of accounts, for templates."""

from django import template

from units.queries import account_badge

register = template.Library()
register.filter("account_badge", account_badge)
