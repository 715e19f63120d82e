import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capturedPacket } from '../lab/index.ts'
import type { RecordedPacket } from '../link/index.ts'
import { runProgram } from '../host/index.ts'
import { writePcapng } from '../capture/index.ts'

/** What tshark warns of in the kernel's own traffic as well: an end by force, a reused port, a window that is full, a segment twice or late. */
const USUAL =
  /Connection reset|D-SACK|Previous segment|out-of-order|ports numbers reused|completely full|zero window|ZeroWindow|SYN retransmission/i

/** What it says of our headers; what it takes the bytes within for is a guess by the port. */
const OURS = /^\s+\d+\s+\S+\s+(TCP|IPv4|IPv6|ICMP\S*)\s/

/**
 * Asks tshark's expert about packets.
 *
 * @returns Its errors and warnings, but those that the kernel's own traffic has.
 * @throws {MissingProgram} Without tshark.
 */
export function expertComplaints(packets: readonly RecordedPacket[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'synfin-expert-'))
  const file = join(folder, 'all.pcapng')
  try {
    writeFileSync(file, writePcapng(packets.map(capturedPacket)))
    const args = [
      '-r',
      file,
      '-q',
      '-o',
      'tcp.check_checksum:TRUE',
      '-o',
      'ip.check_checksum:TRUE',
      '-z',
      'expert,warn,tcp',
    ]
    const { stdout } = runProgram('tshark', args)
    return stdout.split('\n').filter((line) => OURS.test(line) && !USUAL.test(line))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
