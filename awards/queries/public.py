"""The public look-up of awards: what anybody may find, signed in or not. Nothing here knows who asks."""

from django.db.models import QuerySet

from awards.models import Award, Decision, Grant


def found_awards(text: str = "", *, year: int | None = None, award: str = "") -> QuerySet[Grant]:
    """Granted and revoked awards by words of the recipient, the union or the decision.

    Narrowed to the year of the decision and to the name of the award, where they are given.
    """
    rows = Grant.objects.select_related("decision__issuer", "award", "union")
    rows = rows.matching(text)
    if year:
        rows = rows.filter(decision__year=year)
    if award:
        rows = rows.filter(award__name=award)
    return rows.order_by(
        "-decision__decided_on", "-decision_id", "award__order", "union__sort_key", "sort_key", "pk"
    )


def award_names() -> list[str]:
    """Names of awards that were ever granted, in the order of the catalogue."""
    granted = Award.objects.filter(pk__in=Grant.objects.order_by().values("award_id"))
    return list(dict.fromkeys(granted.order_by("order", "name").values_list("name", flat=True)))


def years() -> list[int]:
    """Years in which an award was granted, the latest first."""
    return list(Decision.objects.order_by("-year").values_list("year", flat=True).distinct())
