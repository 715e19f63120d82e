"""64-byte ping-pong on one connection: echo-client.py PORT ROUNDS. Prints p50, p99 and round trips a second."""
import json, socket, sys, time

port, rounds = int(sys.argv[1]), int(sys.argv[2])
peer = socket.create_connection(("127.0.0.1", port))
peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
block = b"x" * 64
times = []
for i in range(rounds + 500):
    began = time.perf_counter_ns()
    peer.sendall(block)
    left = 64
    while left:
        left -= len(peer.recv(left))
    if i >= 500:
        times.append(time.perf_counter_ns() - began)
times.sort()
print(json.dumps({
    "p50Micros": times[len(times) // 2] / 1e3,
    "p99Micros": times[len(times) * 99 // 100] / 1e3,
    "perSecond": len(times) / (sum(times) / 1e9),
}))
