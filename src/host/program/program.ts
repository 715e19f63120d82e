import {
  type ChildProcess,
  type ChildProcessByStdio,
  spawn,
  type SpawnOptions,
  spawnSync,
} from 'node:child_process'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { SynfinError } from '../../base/index.ts'
import { packageOf, type Program } from './packages.ts'
import { programSentences } from './sentences.ts'

/** A program of the machine that is not there. `code` is `SYNFIN_PROGRAM`; the reason names the package that has it. */
export class MissingProgram extends SynfinError {
  override readonly name = 'MissingProgram'
  readonly program: Program
  /** The one command that installs it, where the package manager is known. */
  readonly hint: string | undefined

  constructor(program: Program, machine: Machine = {}) {
    const { platform = process.platform, exists = existsSync } = machine
    const { name, install, isSystem } = packageOf(program, platform, exists)
    const { missing, missingOfSystem, missingWithCommand } = programSentences
    const reason = isSystem ? missingOfSystem : install === undefined ? missing : missingWithCommand
    super('SYNFIN_PROGRAM', reason, { program, package: name, ...(install === undefined ? {} : { install }) })
    this.program = program
    this.hint = install
  }
}

/** The machine that is looked at: by default this one, as it is. */
export interface Machine {
  readonly platform?: NodeJS.Platform
  /** As the variable PATH. */
  readonly path?: string | undefined
  readonly exists?: (path: string) => boolean
}

/** Where programs lie when PATH does not say: system folders that are not in every user's PATH, and Wireshark's own. */
const FOLDERS: Partial<Readonly<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['/usr/bin', '/usr/sbin', '/opt/homebrew/bin', '/Applications/Wireshark.app/Contents/MacOS'],
  win32: ['C:\\Program Files\\Wireshark'],
}
const STANDARD = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/local/sbin']

/**
 * Looks for a program as the system would, and then where it is usually installed.
 *
 * @returns Its path, that of one which may be run before any other; undefined when it is not there.
 */
export function findProgram(program: Program, machine: Machine = {}): string | undefined {
  const { platform = process.platform, exists = isFile } = machine
  const path = 'path' in machine ? machine.path : process.env['PATH']
  const syntax = platform === 'win32' ? win32 : posix
  const folders = [...(path ?? '').split(syntax.delimiter), ...(FOLDERS[platform] ?? STANDARD)]
  const end = platform === 'win32' ? '.exe' : ''
  const found = folders
    .filter((folder) => folder !== '')
    .map((folder) => syntax.join(folder, program + end))
    .filter(exists)
  return found.find(mayRun) ?? found[0]
}

/** As `spawn` of Node takes them. */
type StartOptions<Stdio extends SpawnOptions['stdio'] = SpawnOptions['stdio']> = SpawnOptions & {
  readonly stdio: Stdio
  /** Where it has been found before; by default it is looked for. */
  readonly at?: string
}

/**
 * Starts a program of the machine. The only other way is `runProgram`.
 *
 * @throws {MissingProgram} When it is not there.
 */
export function startProgram(
  program: Program,
  args: readonly string[],
  options: StartOptions<['pipe', 'pipe', 'inherit' | 'ignore']>,
): ChildProcessByStdio<Writable, Readable, null>
export function startProgram(
  program: Program,
  args: readonly string[],
  options: StartOptions<['ignore', 'pipe', 'pipe']>,
): ChildProcessByStdio<null, Readable, Readable>
export function startProgram(program: Program, args: readonly string[], options: StartOptions): ChildProcess
export function startProgram(program: Program, args: readonly string[], options: StartOptions): ChildProcess {
  const { at = pathOf(program), ...rest } = options
  return spawn(at, args, rest)
}

/** What a program said before it ended. */
export interface Ran {
  /** Null when a signal ended it. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program of the machine to its end. Its standard input is empty.
 *
 * @throws {MissingProgram} When it is not there.
 */
export function runProgram(program: Program, args: readonly string[]): Ran {
  const { status, stdout, stderr, error } = spawnSync(pathOf(program), args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { status, stdout: stdout ?? '', stderr: error?.message ?? stderr }
}

function pathOf(program: Program): string {
  const path = findProgram(program)
  if (path === undefined) throw new MissingProgram(program)
  return path
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

/** Whether this user may run the file. */
export function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
