import type { ChildProcess } from 'node:child_process'
import { startProgram } from '../../host/index.ts'

/**
 * Watches over a command: when the pipe that only we hold open comes to its end, as it does even when we are killed,
 * the whole group is told to end, and a second later it is ended. `$1` is the command, 3 the pipe.
 */
const SUPERVISOR = `
sh -c "$1" 3<&- &
command=$!
{ trap '' TERM; read -r _; kill -TERM 0; sleep 1; kill -KILL 0; } <&3 &
exec 3<&-
wait "$command"
code=$?
kill -KILL "$!"
exit "$code"
`

/** A shell command that does not outlive this process. Its standard output is our standard error. */
export class Supervised {
  readonly #shell: ChildProcess
  /** It is over. */
  readonly ended: Promise<void>

  /** @param ended - Told its exit code, as a shell counts it, when it ends by itself. */
  constructor(command: string, ended: (code: number) => void) {
    // Our standard output belongs to what is received.
    this.#shell = startProgram('sh', ['-c', SUPERVISOR, 'synfin', command], {
      stdio: ['ignore', 2, 'inherit', 'pipe'],
      detached: true,
    })
    this.ended = new Promise((resolve) => {
      this.#shell.once('exit', (code) => {
        if (code !== null) ended(code)
        resolve()
      })
    })
  }

  /** Ends it and what it started; gone already is fine. */
  end(): void {
    const { pid, exitCode, signalCode } = this.#shell
    if (pid === undefined || exitCode !== null || signalCode !== null) return
    try {
      process.kill(-pid, 'SIGTERM')
    } catch {
      // It has just ended by itself.
    }
  }
}
