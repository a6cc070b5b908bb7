"""The queue in a folder, for an installation without Redis: kombu's own, made safe for several processes.

kombu makes a message's file first and fills it afterwards: a reader in between finds nothing in it, and its
worker dies of that. Here a file appears whole or not at all, and a spoilt or vanished one is passed over; what
it asked for is a job row, which the sweep sends again.
"""

import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

NAME = "folder"


class Channel(filesystem.Channel):
    """Queues in one folder: a file for each message, its name ending in the queue's."""

    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{time.monotonic_ns():020}_{uuid.uuid4()}.{queue}.msg"
        part = folder / f"{name}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part.write_text(dumps(payload), encoding="utf-8")
            part.rename(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add {name} to {folder}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except (OSError, ChannelError, ValueError):
            raise Empty from None

    def _queue_bind(self, *args: Any) -> None:
        for attempt in range(10):
            try:
                super()._queue_bind(*args)
            except ValueError:  # another process has made the file and not yet filled it
                if attempt == 9:
                    raise
                time.sleep(0.05)
            else:
                return


class Transport(filesystem.Transport):
    """kombu's transport over a folder, with the channel above in place of its own."""

    Channel = Channel


def register() -> None:
    """Let broker addresses begin with `folder://`."""
    TRANSPORT_ALIASES[NAME] = f"{__name__}:Transport"
