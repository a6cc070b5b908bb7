"""The lines of a launch plan."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Content
from campaigns.permissions import require_manage
from campaigns.services.campaigns.editing import check_fields, lock_campaign
from common.errors import fault
from units.actors import Actor
from units.services import audit


@transaction.atomic
def add_content(*, campaign: Campaign, text: str, by: Actor, now: datetime, **fields: Any) -> Content:
    """Add a line to the launch plan: a content, a movement or an anniversary.

    Raises ValidationError by field, and for a line that stands in the plan already, as from a form sent twice.
    """
    require_manage(by, campaign)
    lock_campaign(campaign.pk)  # two lines added at the same time get two numbers
    last = campaign.contents.order_by("-order").values_list("order", flat=True).first() or 0
    content = Content(campaign=campaign, text=text.strip(), **{"order": last + 1, **fields})
    check_fields(content, {"text", "order", *fields})
    same = {name: getattr(content, name) for name in ("kind", "sector", "subject", "text")}
    if campaign.contents.filter(**same).exists():
        raise fault("text", _("This line stands in the launch plan already. Look at the campaign's page."))
    content.save(force_insert=True)
    audit.record(verb="add_content", subject=campaign, by=by, now=now, text=text[:200])
    return content
