import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedPacket } from '../../net/index.ts'
import { writePcapng } from '../../trace/index.ts'

/** What tshark warns of in the kernel's own traffic as well: an end by force, a reused port, a window that is full, a segment twice. */
const USUAL =
  /Connection reset|D-SACK|ports numbers reused|completely full|zero window|ZeroWindow|SYN retransmission/i

/**
 * Asks tshark's expert about packets.
 *
 * @returns Its errors and warnings, but those that the kernel's own traffic has.
 */
export function expertComplaints(packets: readonly RecordedPacket[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'synfin-expert-'))
  const file = join(folder, 'all.pcapng')
  try {
    writeFileSync(file, writePcapng(packets.map(({ time, bytes, link }) => ({ time, bytes, tap: link }))))
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
    const { stdout } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 1 << 26 })
    return stdout.split('\n').filter((line) => /^\s+\d+\s/.test(line) && !USUAL.test(line))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
