import type { Expression, StructField } from '../language/types.ts'
import { Epoll } from './epoll.ts'
import type { CallHandler, Process } from './process.ts'
import { DONE, fails, type Attempt, type Result } from './result.ts'
import { StreamSocket, timeoutAt } from './stream-socket.ts'
import { SYMBOLS as S } from './symbols.ts'
import { fieldNumber, fieldsOf, itemsOf, type Arguments } from './values.ts'

const POLLERR = S['POLLERR'] as number
const POLLHUP = S['POLLHUP'] as number
const POLLNVAL = S['POLLNVAL'] as number

/** `poll([{fd=4, events=POLLIN, revents=POLLIN}], 1, 1000) = 1` */
function poll(args: Arguments, { world, descriptors }: Process): Attempt {
  args.expectCount(3)
  const entries = itemsOf(args.at(0), args.name).map((item) => {
    const fields = fieldsOf(item, args.name)
    return {
      socket: descriptors.get(fieldNumber(fields, 'fd', args.name)),
      events: fieldNumber(fields, 'events', args.name),
      expected: fields.has('revents') ? fieldNumber(fields, 'revents', args.name) : 0,
    }
  })
  const until = timeoutAt(world, args.number(2))
  world.wakeAt(until)
  return () => {
    const came = entries.map(({ socket, events }) =>
      socket instanceof StreamSocket ? socket.poll() & (events | POLLERR | POLLHUP) : POLLNVAL,
    )
    const value = came.filter((bits) => bits !== 0).length
    if (value === 0 && world.now < until) return undefined
    const wrong = entries.findIndex(({ expected }, i) => expected !== came[i])
    if (wrong < 0) return { value }
    const expected = entries[wrong]?.expected ?? 0
    return { value, differs: eventsDiffer('revents', expected, came[wrong] ?? 0) }
  }
}

function eventsDiffer(what: string, expected: number, came: number): NonNullable<Result['differs']> {
  const prefix = what === 'revents' ? 'POLL' : 'EPOLL'
  return { what, expected: eventNames(expected, prefix), came: eventNames(came, prefix) }
}

function eventNames(bits: number, prefix: string): string {
  const names = Object.entries(S).filter(
    ([name, bit]) => name.startsWith(prefix) && !name.includes('CTL') && bit < 0x10000 && (bits & bit) !== 0,
  )
  return names.map(([name]) => name).join('|') || '0'
}

function epollCreate(_args: Arguments): Attempt {
  const descriptor = new Epoll()
  return () => ({ value: 0, descriptor })
}

/** `epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLIN, fd=4}) = 0` */
function epollControl(args: Arguments, process: Process): Attempt {
  const result = ((): Result => {
    args.expectCount(4)
    const epoll = process.descriptor(args, 0)
    const socket = process.descriptor(args, 2)
    if (epoll === undefined || socket === undefined) return fails('EBADF')
    if (!(epoll instanceof Epoll)) return fails('EINVAL')
    if (!(socket instanceof StreamSocket)) return fails('EPERM')
    if (args.number(1) === S['EPOLL_CTL_DEL']) {
      if (!epoll.has(socket)) return fails('ENOENT')
      epoll.remove(socket)
      return DONE
    }
    const fields = fieldsOf(args.at(3), args.name)
    const events = fieldNumber(fields, 'events', args.name)
    const data = dataOf(fields, args.name)
    const isNew = args.number(1) === S['EPOLL_CTL_ADD']
    if (isNew === epoll.has(socket)) return fails(isNew ? 'EEXIST' : 'ENOENT')
    if (isNew) epoll.add(socket, events, data)
    else epoll.modify(socket, events, data)
    return DONE
  })()
  return () => result
}

/** `epoll_wait(5, {events=EPOLLIN, fd=4}, 1, 0) = 1`: the first event is compared, zeros when there is none. */
function epollWait(args: Arguments, process: Process): Attempt {
  args.expectCount(4)
  const epoll = process.descriptor(args, 0)
  if (!(epoll instanceof Epoll)) return () => fails(epoll === undefined ? 'EBADF' : 'EINVAL')
  const until = timeoutAt(process.world, args.number(3))
  process.world.wakeAt(until)
  const fields = fieldsOf(firstOf(args.at(1)), args.name)
  const events = fieldNumber(fields, 'events', args.name)
  const data = dataOf(fields, args.name)
  return () => {
    const ready = epoll.take(args.number(2))
    const [first] = ready
    if (first === undefined) {
      if (process.world.now < until) return undefined
      return events === 0 ? DONE : { value: 0, differs: eventsDiffer('events', events, 0) }
    }
    if (first.events !== events) {
      return { value: ready.length, differs: eventsDiffer('events', events, first.events) }
    }
    if (first.data === data) return { value: ready.length }
    return { value: ready.length, differs: { what: 'fd', expected: String(data), came: String(first.data) } }
  }
}

function firstOf(value: Expression): Expression {
  return value.kind === 'list' ? (value.items[0] ?? value) : value
}

/** `fd=4`, `ptr=4`, `u32=4` or `u64=4`: one union. */
function dataOf(fields: ReadonlyMap<string, StructField>, call: string): number {
  const key = ['fd', 'ptr', 'u32', 'u64'].find((name) => fields.has(name)) ?? 'fd'
  return fieldNumber(fields, key, call)
}

/** Calls that wait for one of many sockets. */
export const WAIT_CALLS: Readonly<Record<string, CallHandler>> = {
  poll,
  epoll_create: epollCreate,
  epoll_create1: epollCreate,
  epoll_ctl: epollControl,
  epoll_wait: epollWait,
}
