"""Signing in, and loading the signed-in person."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from units.models import Notice, User


class PersonBackend(ModelBackend):
    """Loads the account with its person and the number of unread notices in the one query that every request makes."""

    def get_user(self, user_id: Any) -> User | None:
        """The account with this id, its person and `unread` notices; None for an unknown or closed account."""
        unread = (
            Notice.objects.filter(person=OuterRef("person"), read_at__isnull=True).order_by().values("person")
        )
        count = Coalesce(Subquery(unread.annotate(n=Count("pk")).values("n")), 0)
        user = User.objects.select_related("person").annotate(unread=count).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
