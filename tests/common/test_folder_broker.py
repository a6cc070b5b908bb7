"""The queue in a folder survives what several processes do to its files."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from common import folder_broker


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[folder_broker.Channel]:
    folder_broker.register()
    queue = str(tmp_path / "queue")
    options = {"data_folder_in": queue, "data_folder_out": queue, "control_folder": str(tmp_path / "control")}
    with Connection("folder://localhost//", transport_options=options) as connection:
        yield connection.channel()


def test_messages_come_out_once_and_in_order(channel: folder_broker.Channel) -> None:
    for n in (1, 2):
        channel._put("clock", {"n": n})
    channel._put("celery", {"n": 3})
    assert [channel._get("clock")["n"], channel._get("clock")["n"]] == [1, 2]
    with pytest.raises(Empty):
        channel._get("clock")
    assert channel._get("celery") == {"n": 3}


def test_file_that_is_being_written_is_not_read(channel: folder_broker.Channel, tmp_path: Path) -> None:
    channel._put("clock", {"n": 1})
    (file,) = (tmp_path / "queue").iterdir()
    file.rename(f"{file}.part")
    with pytest.raises(Empty):
        channel._get("clock")


def test_spoilt_message_is_passed_over(channel: folder_broker.Channel, tmp_path: Path) -> None:
    channel._put("clock", {"n": 1})
    (file,) = (tmp_path / "queue").iterdir()
    file.write_text("")
    channel._put("clock", {"n": 2})
    with pytest.raises(Empty):
        channel._get("clock")
    assert channel._get("clock") == {"n": 2}


def test_folder_that_cannot_be_written_is_a_broker_out_of_reach(
    channel: folder_broker.Channel, tmp_path: Path
) -> None:
    (tmp_path / "queue").write_text("a file stands where the folder should")
    with pytest.raises(ChannelError):
        channel._put("clock", {"n": 1})


def test_table_of_queues_that_another_process_is_writing_is_waited_for(
    channel: folder_broker.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def bind(_channel: Any, *_args: Any) -> None:
        tries.append(1)
        if len(tries) < still_empty:
            raise ValueError("no JSON yet")

    monkeypatch.setattr(folder_broker.filesystem.Channel, "_queue_bind", bind)
    monkeypatch.setattr(folder_broker.time, "sleep", lambda _seconds: None)
    still_empty = 4
    channel._queue_bind("celery", "celery", "", "celery")
    assert len(tries) == 4
    tries.clear()
    still_empty = 100
    with pytest.raises(ValueError, match="no JSON yet"):
        channel._queue_bind("celery", "celery", "", "celery")
    assert len(tries) == 10


def test_deleted_folder_is_made_again(channel: folder_broker.Channel, tmp_path: Path) -> None:
    with pytest.raises(Empty):
        channel._get("clock")
    channel._put("clock", {"n": 1})
    assert channel._get("clock") == {"n": 1}
