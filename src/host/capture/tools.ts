import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that captures. */
export interface CaptureTool {
  readonly name: 'tcpdump' | 'dumpcap'
  readonly path: string
  /** Found, but this user may not run it (Debian lets only the group wireshark run dumpcap). */
  readonly isForbidden: boolean
}

/** Where they lie when PATH does not say: system folders that are not in a user's PATH, and Wireshark's own. */
const FOLDERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['/usr/sbin', '/opt/homebrew/bin', '/Applications/Wireshark.app/Contents/MacOS'],
  win32: ['C:\\Program Files\\Wireshark'],
}
const STANDARD = ['/usr/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/local/sbin']

/**
 * The programs of this machine that can capture, the one to try first in front: tcpdump hands on every packet at
 * once, dumpcap up to a quarter of a second later.
 */
export function findCaptureTools(path: string | undefined = process.env['PATH']): readonly CaptureTool[] {
  const folders = [...(path ?? '').split(delimiter), ...(FOLDERS[process.platform] ?? STANDARD)]
  const end = process.platform === 'win32' ? '.exe' : ''
  return (['tcpdump', 'dumpcap'] as const).flatMap((name) => {
    const found = folders
      .filter((folder) => folder !== '')
      .map((folder) => join(folder, name + end))
      .find(isFile)
    return found === undefined ? [] : [{ name, path: found, isForbidden: !mayRun(found) }]
  })
}

/**
 * @returns The arguments with which a tool writes what it captures to its stdout, at once.
 */
export function captureArguments(
  tool: CaptureTool['name'],
  where: { readonly interface: string; readonly filter: string; readonly snapLength: number },
): string[] {
  const { interface: device, filter, snapLength } = where
  const common = ['-i', device, '-s', String(snapLength)]
  return tool === 'dumpcap'
    ? [...common, '-f', filter, '-B', '8', '-w', '-']
    : [
        '--immediate-mode',
        '--time-stamp-precision=nano',
        ...common,
        '-U',
        '-n',
        '-B',
        '8192',
        '-w',
        '-',
        filter,
      ]
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
