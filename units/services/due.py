"""What the clock does when its time has come: upper apps add to it in their `AppConfig.ready`, for `run_due`."""

from collections.abc import Callable

#: Each is called with `now=` and returns how many rows it moved; once done, doing it again moves none.
steps: list[Callable[..., int]] = []
