/** Two ends of a connection without a network: the example of docs/tcp.md. */
import { TcpConnection, type ConnectionEvent, Random } from 'synfin/tcp'

const a = new TcpConnection({ localPort: 40000, remotePort: 80, iss: 1000, mss: 1460, random: new Random(1) })
const b = new TcpConnection({ localPort: 80, remotePort: 40000, iss: 9000, mss: 1460, random: new Random(2) })
const bytes = new Uint8Array(1460)
let now = 0 // nanoseconds

/** Brings every segment of `from` to `to`, which takes no time here. */
function carry(from: TcpConnection, to: TcpConnection): boolean {
  const segment = from.pollTransmit(now)
  if (segment === undefined) return false
  from.copyPayload(bytes, 0)
  segment.payload = bytes
  segment.payloadOffset = 0
  to.receive(segment, now)
  return true
}
function settle(): void {
  while (carry(a, b) || carry(b, a));
}

b.listen()
a.open(now)
settle() // SYN, SYN-ACK, ACK
a.send(new TextEncoder().encode('hello'), now)
settle()
const text = new Uint8Array(100)
console.log(new TextDecoder().decode(text.subarray(0, b.read(text, now)))) // hello

a.close(now)
settle() // FIN, and its ACK or a timer for it
for (let e: ConnectionEvent | undefined; (e = b.pollEvent());) console.log(e.type) // established, readable, peer-closed
b.close(now)
settle()
console.log(a.state, b.state) // TIME-WAIT CLOSED
now = a.nextDeadline()
a.onDeadline(now) // 60 s later
console.log(a.state) // CLOSED
