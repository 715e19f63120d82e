"""The other end, driven line by line: each line of stdin is a JSON command, each line of stdout its answer."""

import json
import select
import socket
import sys

sock = None
server = None


def run(do, **args):
    global sock, server
    if do == "connect":
        kind = socket.SOCK_DGRAM if args.get("udp") else socket.SOCK_STREAM
        sock = socket.socket(socket.AF_INET, kind)
        sock.settimeout(10)
        sock.connect(("127.0.0.1", args["port"]))
        return {"port": sock.getsockname()[1]}
    if do == "listen":
        server = socket.create_server(("127.0.0.1", 0))
        server.settimeout(10)
        return {"port": server.getsockname()[1]}
    if do == "accept":
        sock, address = server.accept()
        sock.settimeout(10)
        return {"port": address[1]}
    if do == "send":
        data = bytes.fromhex(args["hex"]) * args.get("times", 1)
        sock.sendall(data)
        return {"sent": len(data)}
    if do == "text":
        sock.sendall(args["text"].encode(args["charset"]))
        return {}
    if do == "recv":
        data = b""
        while len(data) < args["length"]:
            part = sock.recv(args["length"] - len(data))
            if not part:
                break
            data += part
        return {"hex": data.hex(), "text": data.decode(args.get("charset", "latin1"), "replace")}
    if do == "stuff":
        # Until the peer's window and our buffer are full.
        sock.setblocking(False)
        sent = 0
        while select.select([], [sock], [], 0.5)[1]:
            try:
                sent += sock.send(b"x" * 65536)
            except BlockingIOError:
                break
        sock.settimeout(10)
        return {"sent": sent}
    if do == "finish":
        sock.shutdown(socket.SHUT_WR)
        return {}
    if do == "close":
        sock.close()
        return {}
    raise ValueError(do)


for line in sys.stdin:
    try:
        answer = run(**json.loads(line))
    except OSError as error:
        answer = {"name": type(error).__name__, "errno": error.errno}
    print(json.dumps(answer), flush=True)
