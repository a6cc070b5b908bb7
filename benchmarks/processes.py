"""The product's own processes, started for a measurement or a fault test: web, worker, clock. Ended by their ids."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
APPLICATION = "emulation_tracker"


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Processes:
    """Children with one environment; leaving the context kills every one of them, with its own children."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {**os.environ, "LOG_LEVEL": "WARNING", **environment}
        self.running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self.running:
            self.kill(child)

    def start(self, name: str, *module: str, **environment: str) -> "subprocess.Popen[bytes]":
        """Start `python -m …` in a process group of its own; what it says goes to a file in the folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env={**self.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(child)
        return child

    def web(
        self,
        *,
        workers: int = 2,
        threads: int = 8,
        application: str = f"{APPLICATION}.wsgi",
        **environment: str,
    ) -> tuple["subprocess.Popen[bytes]", int]:
        """Start gunicorn as the product runs it; returns it and its port once it answers."""
        port = free_port()
        child = self.start(
            f"web-{port}",
            *("gunicorn", application, "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
            *("--workers", str(workers), "--threads", str(threads), "--preload", "--timeout", "120"),
            *("--no-control-socket", "--log-level", "warning"),
            **environment,
        )
        self.wait_for(lambda: answers(port), f"the web server on port {port}")
        return child, port

    def worker(
        self,
        name: str = "worker",
        *,
        queues: str = "celery",
        application: str = APPLICATION,
        **environment: str,
    ) -> "subprocess.Popen[bytes]":
        """Start a Celery worker with one process, so that its id is the one that does the work."""
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "warning")
        command = ("-A", application, "worker", "-n", f"{name}-{os.getpid()}@%h", "-Q", queues, "-P", "solo")
        return self.start(name, "celery", "--quiet", *command, *quiet, **environment)

    def clock(
        self, name: str = "clock", *, application: str = APPLICATION, **environment: str
    ) -> "subprocess.Popen[bytes]":
        """Start the clock as the product runs it: beat inside a worker of the clock's own queue."""
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "warning")
        command = (
            "-A",
            application,
            "worker",
            "-n",
            f"{name}-{os.getpid()}@%h",
            "-Q",
            "clock",
            "-P",
            "solo",
            "-B",
        )
        beat = ("--scheduler", "celery.beat:Scheduler")
        return self.start(name, "celery", "--quiet", *command, *beat, *quiet, **environment)

    def kill(self, child: "subprocess.Popen[bytes]") -> None:
        """kill -9 of a child and what it started, as when the power fails."""
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()

    def wait_for(self, happened: Callable[[], object], what: str, seconds: float = 60) -> None:
        """Wait until something is so. Raises TimeoutError with what the children said."""
        end = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > end:
                raise TimeoutError(f"waited {seconds} s for {what}\n{self.said()}")
            time.sleep(0.05)

    def said(self) -> str:
        """The end of what each child wrote."""
        return "\n".join(f"--- {f.name}\n{f.read_text()[-2000:]}" for f in sorted(self.folder.glob("*.log")))


def answers(port: int) -> bool:
    """The web server on this port answers."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
