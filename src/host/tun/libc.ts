import { TunError } from './tun-error.ts'

/** The calls of libc that a TUN device needs and Node does not offer: Node has neither ioctl nor poll. */
export interface Libc {
  open(path: string, flags: number): number
  close(fd: number): number
  /** @returns -1 with `errno()` when it failed. */
  ioctl(fd: number, request: number, argument: Uint8Array | number): number
  /** @param bytes - The memory itself is read into: it must not be moved during the call. */
  read(fd: number, bytes: Uint8Array, length: number): number
  write(fd: number, bytes: Uint8Array, length: number): number
  /** Waits in a thread of its own. @returns How many of the descriptors have events. */
  poll(descriptors: Uint8Array, count: number, timeoutMillis: number): Promise<number>
  pipe(pair: Uint8Array): number
  errno(): number
}

let loaded: Libc | undefined

/** @throws {TunError} `noLibrary` when koffi, an optional dependency, is not installed. */
export async function libc(): Promise<Libc> {
  loaded ??= await load()
  return loaded
}

async function load(): Promise<Libc> {
  const koffi = await import('koffi').then(
    (module) => module.default,
    (cause: unknown) => {
      throw new TunError('noLibrary', 'ENOSYS', {}, cause)
    },
  )
  // The process itself: its libc, whichever that is.
  const own = koffi.load(null)
  const ioctlPointer = own.func('ioctl', 'int', ['int', 'ulong', 'void *'])
  const ioctlNumber = own.func('ioctl', 'int', ['int', 'ulong', 'ulong'])
  const poll = own.func('poll', 'int', ['void *', 'ulong', 'int'])
  return {
    open: own.func('open', 'int', ['str', 'int']) as Libc['open'],
    close: own.func('close', 'int', ['int']) as Libc['close'],
    ioctl: (fd, request, argument) =>
      (typeof argument === 'number' ? ioctlNumber : ioctlPointer)(fd, request, argument) as number,
    read: own.func('read', 'intptr_t', ['int', 'void *', 'uintptr_t']) as Libc['read'],
    write: own.func('write', 'intptr_t', ['int', 'void *', 'uintptr_t']) as Libc['write'],
    poll: (descriptors, count, timeoutMillis) =>
      new Promise((resolve, reject) => {
        poll.async(descriptors, count, timeoutMillis, (error: unknown, ready: number) => {
          if (error instanceof Error) reject(error)
          else resolve(ready)
        })
      }),
    pipe: own.func('pipe', 'int', ['void *']) as Libc['pipe'],
    errno: () => koffi.errno(),
  }
}
