"""What somebody keeps, asked in two ways."""

from datetime import date

from tests.cast import NOW, World
from units.actors import SYSTEM
from units.choices import Level
from units.models import Cluster, Union
from units.permissions import kept_among
from units.scope import scope_of
from units.services.unions import affiliate_union, found_union


def test_what_is_kept_as_a_condition_is_what_is_kept_one_by_one(world: World) -> None:
    """What a workbook may show is what its sender may change: two ways to ask, one answer."""
    places = {"by": SYSTEM, "now": NOW}
    found_union(code="BD-9", name="Sắp lập", level=Level.GRASSROOTS, parent=world.ba_dinh,
                since=date(2099, 1, 1), **places)  # fmt: skip
    affiliate_union(union=world.ha_dong, parent=world.ba_dinh, since=date(2024, 1, 1), **places)
    everything = set(Union.objects.values_list("pk", flat=True))
    for user in world.users.values():
        found = set(Union.objects.filter(scope_of(user).kept()).values_list("pk", flat=True))
        assert found == kept_among(user, everything), user
        clusters = Cluster.objects.filter(scope_of(user).kept("owner__")).values_list("owner_id", flat=True)
        assert set(clusters) == found & set(Cluster.objects.values_list("owner_id", flat=True))
