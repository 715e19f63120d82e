import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'

/** In every session folder: whose it is. */
export const OWNER_FILE = 'owner.json'

/** So long nothing was written to it: of another boot, and without a word of whose it is. */
const OTHER_BOOT_MILLIS = 24 * 3_600_000
const NAMELESS_MILLIS = 7 * 24 * 3_600_000

/** What tells a process from every other. */
interface Owner {
  readonly pid: number
  /** When it began, in the kernel's ticks since boot: a number of a process is given again. */
  readonly start?: string | undefined
  /** This boot, and the namespace in which the number counts: in another container it is another process. */
  readonly boot?: string | undefined
  readonly namespace?: string | undefined
  /** It has ended itself, and left what is there for the next. */
  readonly ended?: boolean | undefined
}

const owner: v.GenericSchema<unknown, Owner> = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  start: v.optional(v.string()),
  boot: v.optional(v.string()),
  namespace: v.optional(v.string()),
  ended: v.optional(v.boolean()),
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

/**
 * @returns The session folders in `parent` whose run is over: ours, real ones, and certainly without a living owner.
 *   What cannot be told from here stays.
 */
export function staleFolders(parent: string): string[] {
  return readdirSync(parent).flatMap((name) => {
    const pid = Number(/^synfin-(\d+)-\w+$/.exec(name)?.[1])
    if (Number.isNaN(pid)) return []
    const folder = join(parent, name)
    try {
      const stat = lstatSync(folder)
      // Not a link to elsewhere, not another user's.
      if (!stat.isDirectory() || (process.getuid !== undefined && stat.uid !== process.getuid())) return []
      return isGone(folder, pid) ? [folder] : []
    } catch {
      // It went by itself, or says nothing that can be read: it stays.
      return []
    }
  })
}

/** @param pid - As the folder's name says. @throws When what is there cannot be read. */
function isGone(folder: string, pid: number): boolean {
  const file = join(folder, OWNER_FILE)
  const stat = lstatSync(file, { throwIfNoEntry: false })
  const restMillis = Date.now() - touched(folder)
  const isOfThisBoot = restMillis < uptime() * 1_000
  if (stat === undefined) {
    // An older synfin wrote no owner, only its number in the name.
    return !isOfThisBoot || (!isAlive(pid) && restMillis > NAMELESS_MILLIS)
  }
  if (!stat.isFile()) return false
  const was = v.parse(owner, JSON.parse(readFileSync(file, 'utf8')))
  if (was.ended === true) return true
  const here = processOf(process.pid)
  // Its boot is over, and its processes are with it; unless a machine that runs shares the disk.
  if (was.boot !== here.boot) return was.boot !== undefined && restMillis > OTHER_BOOT_MILLIS
  // In another container the same boot's processes cannot be seen from here.
  if (was.namespace !== here.namespace) return false
  if (!isAlive(was.pid)) return true
  return was.start !== undefined && was.start !== processOf(was.pid).start
}

/** @returns When something in the folder was last written to, in milliseconds since 1970. */
function touched(folder: string): number {
  const paths = [folder, ...readdirSync(folder).map((name) => join(folder, name))]
  return Math.max(...paths.map((path) => lstatSync(path).mtimeMs))
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
