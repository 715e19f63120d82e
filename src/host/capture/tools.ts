import { findProgram, mayRun } from '../program/program.ts'

/** A program that captures. */
export interface CaptureTool {
  readonly name: 'tcpdump' | 'dumpcap'
  readonly path: string
  /** Found, but this user may not run it (Debian lets only the group wireshark run dumpcap). */
  readonly isForbidden: boolean
}

/**
 * The programs of this machine that can capture, the one to try first in front: tcpdump hands on every packet at
 * once, dumpcap up to a quarter of a second later.
 */
export function findCaptureTools(path: string | undefined = process.env['PATH']): readonly CaptureTool[] {
  return (['tcpdump', 'dumpcap'] as const).flatMap((name) => {
    const found = findProgram(name, { path })
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
