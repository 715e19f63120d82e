import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'

/** In every session folder: whose it is. */
export const OWNER_FILE = 'owner.json'

/** What tells a process from every other. */
interface Owner {
  readonly pid: number
  /** When it began, in the kernel's ticks since boot: a number of a process is given again. */
  readonly start?: string | undefined
  /** This boot, and the namespace in which the number counts: in another container it is another process. */
  readonly boot?: string | undefined
  readonly namespace?: string | undefined
}

const owner: v.GenericSchema<unknown, Owner> = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  start: v.optional(v.string()),
  boot: v.optional(v.string()),
  namespace: v.optional(v.string()),
})

/** @returns What tells a process from every other. What the system does not tell (no /proc) is left out. */
export function processOf(pid: number): Owner {
  return {
    pid,
    start: orNothing(() => startIn(readFileSync(`/proc/${pid}/stat`, 'utf8'))),
    boot: orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: orNothing(() => readlinkSync('/proc/self/ns/pid')),
  }
}

/** Clears away the session folders whose owner is gone: ours, real ones, and of processes that we can see. */
export function clearStale(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (!/^synfin-\d+-\w+$/.test(name)) continue
    const folder = join(parent, name)
    try {
      const stat = lstatSync(folder)
      // Not a link to elsewhere, not another user's.
      if (!stat.isDirectory() || (process.getuid !== undefined && stat.uid !== process.getuid())) continue
      if (isGone(folder)) rmSync(folder, { recursive: true, force: true })
    } catch {
      // It went by itself, or says nothing that can be read: it stays.
    }
  }
}

/** @throws When the folder does not say whose it is. */
function isGone(folder: string): boolean {
  const file = join(folder, OWNER_FILE)
  if (!lstatSync(file).isFile()) return false
  const was = v.parse(owner, JSON.parse(readFileSync(file, 'utf8')))
  const here = processOf(process.pid)
  // Of another namespace, or of a machine that shares the disk: whether it lives cannot be seen from here.
  if (was.boot !== here.boot || was.namespace !== here.namespace) return false
  if (!isAlive(was.pid)) return true
  return was.start !== undefined && was.start !== processOf(was.pid).start
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** @returns Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and brackets. */
function startIn(stat: string): string | undefined {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

function orNothing<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
