/** Python programs that run over the kernel's own sockets; each is told an address and a port, or prints its port. */

const SERVER = `
import hashlib, os, select, socket, struct, sys, time
def listener(address):
    family = socket.AF_INET6 if ':' in address else socket.AF_INET
    s = socket.create_server((address, 0), family=family, backlog=1024)
    print(s.getsockname()[1])
    return s
def read_all(s):
    data = b''
    while True:
        part = s.recv(65536)
        if not part: return data
        data += part
def linger_0(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
def many(n):
    import resource
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, n + 100) if hard > 0 else n + 100, hard))
def outcome(call):
    try: return call()
    except OSError as error: return type(error).__name__
`

const CLIENT = `${SERVER}
def dial():
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 20)
    # What kernels come with, whatever this machine prefers.
    outcome(lambda: s.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b'cubic'))
    return s
`

/** Greets in GBK, expects a GBK answer, closes after the peer has. */
export const GBK_CLIENT: string = `${CLIENT}
s = dial()
s.sendall('你好，设备一号'.encode('gbk'))
print(read_all(s).decode('gbk'))
s.close()
`

export const GBK_SERVER: string = `${SERVER}
s = listener(sys.argv[1]).accept()[0]
print(read_all(s).decode('gbk'))
s.sendall('收到：温度 25 度'.encode('gbk'))
s.close()
`

/** Sends argv[3] bytes, then half-closes; prints their SHA-256 once the peer has closed. */
export const SOURCE: string = `${CLIENT}
s = dial()
left = int(sys.argv[3]); sha = hashlib.sha256(); block = os.urandom(1 << 20)
while left > 0:
    part = block[:left]
    s.sendall(part); sha.update(part); left -= len(part)
s.shutdown(socket.SHUT_WR)
assert s.recv(1) == b''
print(sha.hexdigest())
`

/** Reads to the end; prints the SHA-256. */
export const SINK: string = `${CLIENT}
s = dial(); sha = hashlib.sha256()
while True:
    part = s.recv(1 << 20)
    if not part: break
    sha.update(part)
print(sha.hexdigest())
`

/** Half-closes after a question and then reads 200 kB. */
export const HALF_CLOSE_CLIENT: string = `${CLIENT}
s = dial()
s.sendall(b'question'); s.shutdown(socket.SHUT_WR)
print(len(read_all(s)))
`

/** Its peer half-closes; it answers late. */
export const HALF_CLOSE_SERVER: string = `${SERVER}
s = listener(sys.argv[1]).accept()[0]
print(read_all(s).decode())
for _ in range(10): s.sendall(b'a' * 20000); time.sleep(0.01)
s.close()
`

/** Sends, and resets once told to. */
export const RESETTING_CLIENT: string = `${CLIENT}
s = dial(); s.sendall(b'hello'); sys.stdin.readline()
linger_0(s); s.close(); print('reset')
`

/** Prints how its read ends. */
export const READING_CLIENT: string = `${CLIENT}
s = dial(); s.sendall(b'hello')
print(outcome(lambda: read_all(s)))
`

export const REFUSED_CLIENT: string = `${CLIENT}
print(outcome(dial))
`

/** A port on which nobody listens any more. */
export const CLOSED_PORT: string = `${SERVER}
listener(sys.argv[1]).close(); print('closed')
`

/** A small buffer that is not read before told to; then prints the SHA-256. */
export const SLOW_READER: string = `${CLIENT}
family = socket.AF_INET
s = socket.socket(family); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
s.connect((sys.argv[1], int(sys.argv[2])))
sys.stdin.readline(); sha = hashlib.sha256()
while True:
    part = s.recv(4096)
    if not part: break
    sha.update(part)
print(sha.hexdigest())
`

/** argv[3] connections at once, each with its own word, each echoed. */
export const MANY_CLIENTS: string = `${CLIENT}
n = int(sys.argv[3]); all = []; many(n)
for i in range(n):
    s = socket.socket(); s.setblocking(False); s.connect_ex((sys.argv[1], int(sys.argv[2]))); all.append(s)
for i, s in enumerate(all):
    s.setblocking(True); s.settimeout(20)
    poll = select.poll(); poll.register(s, select.POLLOUT); poll.poll(20000); s.sendall(b'%d;' % i * 500)
print(sum(1 for i, s in enumerate(all) if (s.shutdown(socket.SHUT_WR), read_all(s))[1] == b'%d;' % i * 500))
`

/** Echoes argv[2] connections at once. */
export const MANY_SERVER: string = `${SERVER}
import threading
many(int(sys.argv[2])); l = listener(sys.argv[1])
def echo(s): s.sendall(read_all(s)); s.close()
threads = []
for _ in range(int(sys.argv[2])):
    t = threading.Thread(target=echo, args=(l.accept()[0],)); t.start(); threads.append(t)
for t in threads: t.join()
print('done')
`

/**
 * Connects from port argv[3] again and again, as often as argv[4] says; the peer closes first. While the ACK of its own
 * FIN is under way, the port is not free yet.
 */
export const SAME_PORT_CLIENT: string = `${CLIENT}
for i in range(int(sys.argv[4])):
    s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.settimeout(20)
    s.bind(('', int(sys.argv[3])))
    while outcome(lambda: s.connect((sys.argv[1], int(sys.argv[2])))) == 'OSError': time.sleep(0.01)
    print(read_all(s).decode()); s.close()
`

/** Closes first, as often as argv[2] says. */
export const CLOSING_SERVER: string = `${SERVER}
l = listener(sys.argv[1])
for i in range(int(sys.argv[2])):
    s = l.accept()[0]; s.sendall(b'bye %d' % i); s.shutdown(socket.SHUT_WR); read_all(s); s.close()
`

/** Sends 'abc' with 'c' out of band, then 'def'; takes what comes out of band. */
export const URGENT_CLIENT: string = `${CLIENT}
s = dial()
s.send(b'abc', socket.MSG_OOB); s.sendall(b'def')
select.select([], [], [s], 20)
print(s.recv(1, socket.MSG_OOB).decode())
print(read_all(s).decode())
`

/** Says hello, closes when told to, and waits for the peer's end. */
export const CLOSING_CLIENT: string = `${CLIENT}
s = dial(); s.sendall(b'hello'); sys.stdin.readline()
s.shutdown(socket.SHUT_WR); print('closing')
read_all(s); s.close()
`
