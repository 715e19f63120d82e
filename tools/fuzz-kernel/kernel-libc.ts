import koffi from 'koffi'

/** The calls of libc that the kernel's side makes, on the thread that has entered the namespace: Node's go elsewhere. */
const own = koffi.load(null)

type Fd = number

export const libc = {
  unshare: own.func('unshare', 'int', ['int']) as (flags: number) => number,
  setns: own.func('setns', 'int', ['int', 'int']) as (fd: Fd, type: number) => number,
  open: own.func('open', 'int', ['str', 'int']) as (path: string, flags: number) => Fd,
  close: own.func('close', 'int', ['int']) as (fd: Fd) => number,
  read: own.func('read', 'intptr_t', ['int', 'void *', 'uintptr_t']) as Bytes,
  write: own.func('write', 'intptr_t', ['int', 'void *', 'uintptr_t']) as Bytes,
  ioctl: own.func('ioctl', 'int', ['int', 'ulong', 'void *']) as (
    fd: Fd,
    request: number,
    argument: Uint8Array,
  ) => number,
  ppoll: own.func('ppoll', 'int', ['void *', 'ulong', 'void *', 'void *']) as (
    descriptors: Uint8Array,
    count: number,
    timeout: Uint8Array,
    mask: null,
  ) => number,
  socket: own.func('socket', 'int', ['int', 'int', 'int']) as Three,
  bind: own.func('bind', 'int', ['int', 'void *', 'int']) as Bytes,
  connect: own.func('connect', 'int', ['int', 'void *', 'int']) as Bytes,
  listen: own.func('listen', 'int', ['int', 'int']) as (fd: Fd, backlog: number) => number,
  accept: own.func('accept', 'int', ['int', 'void *', 'void *']) as (
    fd: Fd,
    address: null,
    length: null,
  ) => Fd,
  send: own.func('send', 'intptr_t', ['int', 'void *', 'uintptr_t', 'int']) as Flagged,
  recv: own.func('recv', 'intptr_t', ['int', 'void *', 'uintptr_t', 'int']) as Flagged,
  shutdown: own.func('shutdown', 'int', ['int', 'int']) as (fd: Fd, how: number) => number,
  setsockopt: own.func('setsockopt', 'int', ['int', 'int', 'int', 'void *', 'int']) as (
    fd: Fd,
    level: number,
    option: number,
    value: Uint8Array,
    length: number,
  ) => number,
  getsockopt: own.func('getsockopt', 'int', ['int', 'int', 'int', 'void *', 'void *']) as (
    fd: Fd,
    level: number,
    option: number,
    value: Uint8Array,
    length: Uint8Array,
  ) => number,
  sched_setscheduler: own.func('sched_setscheduler', 'int', ['int', 'int', 'void *']) as (
    pid: number,
    policy: number,
    parameters: Uint8Array,
  ) => number,
  errno: (): number => koffi.errno(),
}

type Bytes = (fd: Fd, bytes: Uint8Array, length: number) => number
type Flagged = (fd: Fd, bytes: Uint8Array, length: number, flags: number) => number
type Three = (domain: number, type: number, protocol: number) => Fd
