import { drillSentences as t } from '../sentences.ts'
import type { SendFlags } from '../../tcp/index.ts'
import type { Expression, StructField } from '../language/types.ts'
import { DrillFailure, DrillUnsupported } from '../run/verdict.ts'
import { addressArgument } from './address.ts'
import type { CallHandler } from './process.ts'
import type { Attempt, Result } from './result.ts'
import { onSocket } from './socket-calls.ts'
import { receive, receiveUrgent } from './receive.ts'
import type { StreamSocket } from './stream-socket.ts'
import { SYMBOLS as S } from './symbols.ts'
import { fieldNumber, fieldsOf, itemsOf, numberOf, type Arguments } from './values.ts'

const MSG_OOB = S['MSG_OOB'] as number
const MSG_PEEK = S['MSG_PEEK'] as number
const MSG_DONTWAIT = S['MSG_DONTWAIT'] as number
const MSG_EOR = S['MSG_EOR'] as number
const MSG_WAITALL = S['MSG_WAITALL'] as number
const MSG_NOSIGNAL = S['MSG_NOSIGNAL'] as number
const MSG_MORE = S['MSG_MORE'] as number
const MSG_TRUNC = S['MSG_TRUNC'] as number
const MSG_FASTOPEN = S['MSG_FASTOPEN'] as number

/** A buffer of a call: how long, and whether there is none (NULL). */
interface Buffer {
  readonly length: number
  readonly isNull: boolean
}

/** More than any buffer of a socket, and little enough for a script. */
const LONGEST = 64 * 1024 * 1024

function bufferAt(args: Arguments, index: number): Buffer {
  return checked({ length: args.number(index + 1), isNull: args.isNull(index) }, args.name)
}

function checked(buffer: Buffer, call: string): Buffer {
  const { length } = buffer
  if (length < 0 || length > LONGEST) throw new DrillUnsupported(t.tooLong, { call, length })
  return buffer
}

function doSend(socket: StreamSocket, { length, isNull }: Buffer, flags: number, call: string): Attempt {
  const known = MSG_OOB | MSG_DONTWAIT | MSG_EOR | MSG_NOSIGNAL | MSG_MORE
  refuse(flags & ~known, call)
  const sendFlags: SendFlags = {
    urgent: (flags & MSG_OOB) !== 0,
    more: (flags & MSG_MORE) !== 0,
    endOfRecord: (flags & MSG_EOR) !== 0,
  }
  return socket.write(length, isNull, (flags & MSG_DONTWAIT) !== 0, sendFlags)
}

function doReceive(socket: StreamSocket, { length, isNull }: Buffer, flags: number, call: string): Attempt {
  // With MSG_TRUNC the bytes are thrown away, which a script cannot tell from reading them.
  refuse(flags & ~(MSG_OOB | MSG_PEEK | MSG_DONTWAIT | MSG_WAITALL | MSG_TRUNC | MSG_NOSIGNAL), call)
  const peek = (flags & MSG_PEEK) !== 0
  if ((flags & MSG_OOB) !== 0) return () => receiveUrgent(socket, length, peek)
  return receive(socket, length, isNull && (flags & MSG_TRUNC) === 0, {
    peek,
    dontWait: (flags & MSG_DONTWAIT) !== 0,
    waitAll: (flags & MSG_WAITALL) !== 0,
  })
}

/** read(): nothing asked for is nothing read, whatever the socket (Linux sock_read_iter). */
function readAll(socket: StreamSocket, buffer: Buffer, call: string): Attempt {
  if (buffer.length === 0) return () => ({ value: 0 })
  return doReceive(socket, buffer, 0, call)
}

/** @throws {DrillUnsupported} Naming the flags that the engine does not know. */
function refuse(flags: number, call: string): void {
  if (flags === 0) return
  if ((flags & MSG_FASTOPEN) !== 0) throw new DrillUnsupported(t.noFastOpen)
  const names = Object.entries(S).filter(([name, bit]) => name.startsWith('MSG_') && (flags & bit) !== 0)
  const what = names.map(([name]) => name).join('|') || `0x${flags.toString(16)}`
  throw new DrillUnsupported(t.unsupportedCall, { call: `${call}(${what})` })
}

const write = onSocket((socket, args) => {
  args.expectCount(3)
  return doSend(socket, bufferAt(args, 1), 0, args.name)
})

const read = onSocket((socket, args) => {
  args.expectCount(3)
  return readAll(socket, bufferAt(args, 1), args.name)
})

const send = onSocket((socket, args) => {
  args.expectCount(4)
  return doSend(socket, bufferAt(args, 1), args.number(3), args.name)
})

const recv = onSocket((socket, args) => {
  args.expectCount(4)
  return doReceive(socket, bufferAt(args, 1), args.number(3), args.name)
})

const sendto = onSocket((socket, args, { world }) => {
  args.expectCount(6)
  // A connected TCP socket has one peer: the address is only read for being one.
  addressArgument(args, 4, { address: world.remoteText, port: world.settings.remotePort })
  return doSend(socket, bufferAt(args, 1), args.number(3), args.name)
})

const recvfrom = onSocket((socket, args) => {
  args.expectCount(6)
  return doReceive(socket, bufferAt(args, 1), args.number(3), args.name)
})

const writev = onSocket((socket, args) => {
  args.expectCount(3)
  return doSend(socket, vectorOf(args.at(1), args.name), 0, args.name)
})

const readv = onSocket((socket, args) => {
  args.expectCount(3)
  return readAll(socket, vectorOf(args.at(1), args.name), args.name)
})

/** The bytes of `[{..., 1000}, {..., 500}]` in all. */
function vectorOf(value: Expression, call: string): Buffer {
  const items = itemsOf(value, call)
  let length = 0
  let isNull = false
  for (const item of items) {
    const length1 = item.kind === 'struct' ? item.fields[1]?.value : undefined
    if (item.kind !== 'struct' || length1 === undefined) throw new DrillFailure(t.notStruct, { call })
    const base = item.fields[0]?.value
    isNull ||= base?.kind === 'symbol' && base.name === 'NULL'
    length += numberOf(length1, call)
  }
  return checked({ length, isNull }, call)
}

const sendmsg = onSocket((socket, args) => {
  args.expectCount(3)
  const message = fieldsOf(args.at(1), args.name)
  if (message.has('msg_control'))
    throw new DrillUnsupported(t.unsupportedCall, { call: 'sendmsg(msg_control)' })
  return doSend(socket, vectorOf(vectorField(message, args.name), args.name), args.number(2), args.name)
})

const recvmsg = onSocket((socket, args) => {
  args.expectCount(3)
  const message = fieldsOf(args.at(1), args.name)
  const buffer = vectorOf(vectorField(message, args.name), args.name)
  const asked = args.number(2)
  const attempt = doReceive(socket, buffer, asked, args.name)
  return () => {
    const result = attempt()
    return result === undefined || result.value < 0 ? result : checkMessage(socket, message, result, asked)
  }
})

function vectorField(message: ReadonlyMap<string, StructField>, call: string): Expression {
  const vector = message.get('msg_iov')?.value
  if (vector === undefined) throw new DrillFailure(t.noField, { call, field: 'msg_iov' })
  return vector
}

/** Compares what recvmsg() has returned beside the bytes: its flags and the control messages, in order. */
function checkMessage(
  socket: StreamSocket,
  message: ReadonlyMap<string, StructField>,
  result: Result,
  asked: number,
): Result {
  const call = 'recvmsg'
  const flags = message.has('msg_flags') ? fieldNumber(message, 'msg_flags', call) : 0
  const cameFlags = asked & MSG_OOB
  if (flags !== cameFlags) {
    return { ...result, differs: { what: 'msg_flags', expected: String(flags), came: String(cameFlags) } }
  }
  const reportsInq = socket.endpoint?.getOption('inq') === true && cameFlags === 0
  const came = reportsInq ? [`SOL_TCP TCP_CM_INQ ${socket.inq}`] : []
  const control = message.get('msg_control')
  const expected = control === undefined ? [] : itemsOf(control.value, call).map((item) => controlText(item))
  if (came.join() === expected.join()) return result
  return {
    ...result,
    differs: { what: 'msg_control', expected: `[${expected.join()}]`, came: `[${came.join()}]` },
  }
}

function controlText(item: Expression): string {
  const fields = fieldsOf(item, 'recvmsg')
  const level = fieldNumber(fields, 'cmsg_level', 'recvmsg')
  const type = fieldNumber(fields, 'cmsg_type', 'recvmsg')
  if (level === S['SOL_TCP'] && type === S['TCP_CM_INQ']) {
    return `SOL_TCP TCP_CM_INQ ${fieldNumber(fields, 'cmsg_data', 'recvmsg')}`
  }
  throw new DrillUnsupported(t.unsupportedCall, { call: `recvmsg(cmsg_type=${type})` })
}

/** Calls that move bytes. */
export const IO_CALLS: Readonly<Record<string, CallHandler>> = {
  read,
  write,
  readv,
  writev,
  recv,
  send,
  recvfrom,
  sendto,
  recvmsg,
  sendmsg,
}
