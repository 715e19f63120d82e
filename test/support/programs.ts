import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { TestRunner } from 'vitest'

/** Programs that tests speak to or ask, and Debian's packages that have them. `.ci/run` installs every one. */
export const TEST_PROGRAMS = {
  bash: 'bash',
  curl: 'curl',
  dumpcap: 'wireshark-common',
  editcap: 'wireshark-common',
  fish: 'fish',
  hexdump: 'bsdextrautils',
  ip: 'iproute2',
  man: 'man-db',
  nc: 'netcat-openbsd',
  ncat: 'ncat',
  python3: 'python3',
  socat: 'socat',
  ss: 'iproute2',
  strace: 'strace',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  unshare: 'util-linux',
  xmllint: 'libxml2-utils',
  zsh: 'zsh',
} as const

export type TestProgram = keyof typeof TEST_PROGRAMS

const known = new Map<TestProgram, boolean>()

/** Whether a program is on the PATH: a test that needs one which is not there is skipped, and `npm test` names it. */
export function has(program: TestProgram): boolean {
  let isThere = known.get(program)
  if (isThere === undefined) known.set(program, (isThere = isOnPath(program)))
  return isThere
}

/** Skips the test that is running when a program which it is about to start is not there. `has` in time is better still. */
export function needs(program: string): void {
  if (!(program in TEST_PROGRAMS) || has(program as TestProgram)) return
  TestRunner.getCurrentTest()?.context.skip(`${program} is not installed`)
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}

/** Whether this user may capture on the loopback, as the system says: the program's own word is what tests try. */
export function mayCapture(): boolean {
  const loopback = process.platform === 'darwin' ? 'lo0' : 'lo'
  return has('tcpdump') && spawnSync('tcpdump', ['-i', loopback, '-d']).status === 0
}
