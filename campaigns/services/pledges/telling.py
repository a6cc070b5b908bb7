"""What the parties of a pledge are told."""

from datetime import datetime

from campaigns.models import Pledge
from units.services.notices import notify, writers_of


def tell(pledge: Pledge, key: str, now: datetime) -> None:
    """One notice to each person who acts for a party; `key` is "sign" or "in-force", each sent once for a pledge."""
    people = writers_of(pledge.signatures.values_list("union_id", flat=True), now=now)
    values = {"sender": pledge.campaign.owner.name, "pledge": pledge.title}
    if key == "sign":
        values["deadline"] = pledge.sign_until.isoformat()
    notify(
        people=[i for ids in people.values() for i in ids],
        kind="pledge_to_sign" if key == "sign" else "pledge_in_force",
        key=f"{key}:{pledge.pk}",
        values=values,
        url=f"/pledges/{pledge.pk}/",
        now=now,
    )
