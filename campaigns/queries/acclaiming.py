"""For what a conference may acclaim a union: apps above say which awards there are."""

from collections.abc import Callable

from campaigns.models import Phase

#: Awards for which unions of a phase may be acclaimed, as (code, name): apps above add theirs in `AppConfig.ready`.
acclaimable: list[Callable[[Phase], list[tuple[str, str]]]] = []
