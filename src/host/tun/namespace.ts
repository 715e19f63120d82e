import { Socket } from 'node:net'
import { constants } from 'node:os'
import { isSea } from 'node:sea'
import { runProgram, startProgram } from '../program/program.ts'
import { TunError } from './tun-error.ts'

/** Set for a process that runs in a namespace made for it. */
const MARK = 'SYNFIN_NAMESPACE'
/** Set for the same process: the descriptor that comes to its end when whoever started it is gone. */
const LIFELINE = 'SYNFIN_LIFELINE'

/** Whether this process runs in a namespace that `runInNamespace` made. */
export function isInNamespace(): boolean {
  return process.env[MARK] === '1'
}

/** @returns The command with which another terminal enters the namespace of this process. */
export function joinCommand(): string {
  return `nsenter --target ${process.pid} --user --net --preserve-credentials`
}

/** In a namespace made for it this process ends with the one that made it, even when that is killed. */
export function endWithParent(): void {
  const { [LIFELINE]: descriptor } = process.env
  if (descriptor === undefined) return
  // What we start has no such line.
  delete process.env[LIFELINE]
  const line = new Socket({ fd: Number(descriptor), readable: true, writable: false })
  line.once('close', () => process.kill(process.pid, 'SIGTERM'))
  line.on('error', () => undefined)
  line.resume()
  line.unref()
}

/**
 * Runs this very program again, in a user and network namespace of its own, where it may do as root does: no rights
 * on the machine are needed. Its standard input and outputs are ours, and so are the signals we get.
 *
 * @returns Its exit code, as a shell counts it.
 * @throws {TunError} `noNamespace` where the system allows none, `notLinux` where there are none.
 * @throws {MissingProgram} Without `unshare`.
 */
export async function runInNamespace(): Promise<number> {
  const flags = ['--user', '--map-root-user', '--net']
  if (process.platform !== 'linux') throw new TunError('notLinux', 'ENOSYS', { platform: process.platform })
  const tried = runProgram('unshare', [...flags, 'true'])
  if (tried.status !== 0) throw new TunError('noNamespace', 'EPERM', { reason: tried.stderr.trim() })
  const [program = '', script = '', ...args] = process.argv
  // A single executable is its own script.
  const scripts = isSea() ? [] : [script]
  const child = startProgram('unshare', [...flags, program, ...process.execArgv, ...scripts, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, [MARK]: '1', [LIFELINE]: '3' },
  })
  // The terminal sends Ctrl-C to both of us; it is the child's to act on it.
  const forward = (signal: NodeJS.Signals): void => void (process.stdin.isTTY || child.kill(signal))
  process.on('SIGINT', forward)
  process.on('SIGTERM', forward)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
    })
  } finally {
    process.off('SIGINT', forward)
    process.off('SIGTERM', forward)
  }
}
