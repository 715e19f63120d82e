"""Full connections, WIDTH in flight: cycles-client.py PORT COUNT WIDTH. Connect, SHUT_WR, read to the FIN, close."""
import json, socket, sys, time

port, count, width = (int(a) for a in sys.argv[1:4])
began = time.perf_counter()
done = 0
while done < count:
    burst = []
    for i in range(width):
        s = socket.socket()
        s.bind((f"127.0.{(done >> 8) & 255}.{1 + (done & 127)}", 0))
        s.connect(("127.0.0.1", port))
        s.shutdown(socket.SHUT_WR)
        burst.append(s)
        done += 1
    for s in burst:
        assert s.recv(1) == b""
        s.close()
print(json.dumps({"perSecond": done / (time.perf_counter() - began)}))
