"""Says, before anything is started, that the address is taken.  python scripts/port.py HOST:PORT"""

import socket
import sys

address = sys.argv[1]
host, colon, port = address.rpartition(":")
host = host.strip("[]") or "0.0.0.0"
if not colon or not port.isdigit():
    sys.exit(f"BIND={address} is not host:port, for example BIND=127.0.0.1:8000")
try:
    family, kind, protocol, _name, target = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(target)
except (OSError, OverflowError) as error:
    other = f"{host}:{int(port) + 10}"
    sys.exit(f"{address} cannot be used ({error}). Take another: make run BIND={other}")
