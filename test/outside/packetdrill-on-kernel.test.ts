import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

/**
 * Our own scripts against the kernel of this machine, by packetdrill itself: where both agree, the engine does what
 * Linux does. `PACKETDRILL` names the program; it needs root, and Linux 6.18 or later.
 */
const program = process.env['PACKETDRILL'] ?? 'packetdrill'
const isRoot = process.getuid?.() === 0
const isThere = isRoot && spawnSync(program, ['--help']).error === undefined

/** What later kernels do, or what this variant is not for. */
const LATER = new Set(['path-mtu-cache-v4.pkt', 'syn-ack-rto-max.pkt'])
const scripts = join(import.meta.dirname, '..', 'drill', 'scripts')
const folder = mkdtempSync(join(tmpdir(), 'synfin-packetdrill-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The kernel's clock ticks, and the machine is busy: one of three runs in time is enough. */
function kernelPasses(file: string): string {
  const path = join(folder, file)
  const text = readFileSync(join(scripts, file), 'utf8')
  // The tool has no name for it; the kernel's default may be another than the engine's.
  const named = text.replaceAll('TCP_CONGESTION', '13')
  const cubic = named.replace(
    /(socket\(\.\.\., [A-Z_|]+, IPPROTO_TCP\) = (\d+))/g,
    (made, _whole, fd: string) => `${made}\n+0 setsockopt(${fd}, SOL_TCP, 13, "cubic", 5) = 0`,
  )
  writeFileSync(path, cubic)
  let said = ''
  for (let i = 0; i < 3; i++) {
    const args = ['-n', program, '--ip_version=ipv4', path]
    const { status, stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', timeout: 60_000 })
    if (status === 0) return ''
    said = `${stdout}${stderr}`
  }
  return said
}

describe.skipIf(!isThere)('scripts of our own, on the kernel', () => {
  const files = readdirSync(scripts).filter((file) => !LATER.has(file) && !file.endsWith('v6.pkt'))
  it.each(files)('%s', { timeout: 200_000 }, (file) => {
    expect(kernelPasses(file)).toBe('')
  })
})
