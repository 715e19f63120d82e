"""Opens COUNT connections from many loopback addresses and holds them for a minute: idle-client.py PORT COUNT."""
import json, resource, socket, sys, time

port, count = int(sys.argv[1]), int(sys.argv[2])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count + 100), hard))
held = []
for i in range(count):
    s = socket.socket()
    s.bind((f"127.0.{1 + i // 20000}.{1 + i % 20}", 0))
    s.connect(("127.0.0.1", port))
    held.append(s)
print(json.dumps({"open": len(held)}), flush=True)

time.sleep(60)
