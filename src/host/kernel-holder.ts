import { readFile, readdir, readlink } from 'node:fs/promises'
import { SocketError, type SocketErrors, socketSentences } from '../socket/index.ts'
import type { Explanation } from '../base/index.ts'

/** States of /proc/net/tcp by their number (Linux include/net/tcp_states.h). */
const STATES = new Map([
  ['01', 'ESTABLISHED'],
  ['02', 'SYN-SENT'],
  ['03', 'SYN-RECEIVED'],
  ['04', 'FIN-WAIT-1'],
  ['05', 'FIN-WAIT-2'],
  ['06', 'TIME-WAIT'],
  ['08', 'CLOSE-WAIT'],
  ['09', 'LAST-ACK'],
  ['0B', 'CLOSING'],
])

/** @returns EADDRINUSE with its holder, where the platform lets us see it. */
export async function inUse(
  errors: SocketErrors,
  protocol: 'tcp' | 'udp',
  where: { readonly address: string; readonly port: number },
): Promise<SocketError> {
  const { lang } = errors
  const detail = await nameHolder(where.port, protocol)
  return new SocketError('EADDRINUSE', { syscall: 'bind', ...where, detail, lang })
}

/**
 * Who holds a port of this machine, in a sentence: a process, or a connection in some state.
 *
 * @returns Undefined where that cannot be seen: not Linux, or another user's process.
 */
export async function nameHolder(
  port: number,
  protocol: 'tcp' | 'udp' = 'tcp',
): Promise<Explanation | undefined> {
  if (process.platform !== 'linux') return undefined
  try {
    const holders = (
      await Promise.all([protocol, `${protocol}6`].map((file) => socketsOn(file, port)))
    ).flat()
    const listener = holders.find((holder) => holder.state === '0A')
    const holder = listener ?? holders[0]
    if (holder === undefined) return undefined
    const owner = await ownerOf(holder.inode)
    if (owner !== undefined) return { reason: socketSentences.heldByProcess, args: owner }
    // A UDP socket has no state: its number there means something else.
    const state = protocol === 'tcp' ? STATES.get(holder.state) : undefined
    return state === undefined ? undefined : { reason: socketSentences.heldInState, args: { state } }
  } catch {
    return undefined
  }
}

async function socketsOn(file: string, port: number): Promise<{ state: string; inode: string }[]> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const lines = (await readFile(`/proc/net/${file}`, 'latin1')).split('\n').slice(1)
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${wanted}`) === true)
    .map((columns) => ({ state: columns[3] ?? '', inode: columns[9] ?? '' }))
}

async function ownerOf(inode: string): Promise<{ pid: number; name: string } | undefined> {
  if (inode === '0' || inode === '') return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    if (await holdsInode(pid, inode)) {
      const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim()
      return { pid: Number(pid), name }
    }
  }
  return undefined
}

async function holdsInode(pid: string, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  let names: string[]
  try {
    names = await readdir(folder)
  } catch {
    return false
  }
  for (const name of names) {
    const target = await readlink(`${folder}/${name}`).catch(() => '')
    if (target === `socket:[${inode}]`) return true
  }
  return false
}
