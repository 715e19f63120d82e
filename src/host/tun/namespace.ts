import { spawn, spawnSync } from 'node:child_process'
import { TunError } from './tun-error.ts'

/** Set for a process that runs in a namespace made for it. */
const MARK = 'SYNFIN_NAMESPACE'

/** Whether this process runs in a namespace that `runInNamespace` made. */
export function isInNamespace(): boolean {
  return process.env[MARK] === '1'
}

/** @returns The command with which another terminal enters the namespace of this process. */
export function joinCommand(): string {
  return `nsenter --target ${process.pid} --user --net --preserve-credentials`
}

/**
 * Runs this very program again, in a user and network namespace of its own, where it may do as root does: no rights
 * on the machine are needed. Its standard input and outputs are ours, and so are the signals we get.
 *
 * @returns Its exit code, as a shell counts it.
 * @throws {TunError} `noNamespace` where the system allows none.
 */
export async function runInNamespace(): Promise<number> {
  const flags = ['--user', '--map-root-user', '--net']
  const tried = spawnSync('unshare', [...flags, 'true'], { encoding: 'utf8' })
  if (tried.status !== 0) {
    const reason = tried.error?.message ?? tried.stderr.trim()
    throw new TunError('noNamespace', 'EPERM', { reason })
  }
  const [program = '', ...args] = process.argv
  const child = spawn('unshare', [...flags, program, ...process.execArgv, ...args], {
    stdio: 'inherit',
    env: { ...process.env, [MARK]: '1' },
  })
  // The terminal sends Ctrl-C to both of us; it is the child's to act on it.
  const forward = (signal: NodeJS.Signals): void => void (process.stdin.isTTY || child.kill(signal))
  process.on('SIGINT', forward)
  process.on('SIGTERM', forward)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
    })
  } finally {
    process.off('SIGINT', forward)
    process.off('SIGTERM', forward)
  }
}
