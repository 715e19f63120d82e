import type net from 'node:net'

/** Redis in short: SET, GET, INFO, HELLO; OK to the rest. */
export function answersRedis(): (socket: net.Socket) => void {
  const data = new Map<string, string>()
  const bulk = (text: string | undefined): string =>
    text === undefined ? '$-1\r\n' : `$${text.length}\r\n${text}\r\n`
  const answer = ([name = '', key = '', value = '']: readonly string[]): string => {
    switch (name.toUpperCase()) {
      case 'SET':
        data.set(key, value)
        return '+OK\r\n'
      case 'GET':
        return bulk(data.get(key))
      case 'INFO':
        return bulk('redis_version:7.0.0\r\nloading:0\r\n')
      case 'HELLO':
        return '%1\r\n$5\r\nproto\r\n:3\r\n'
      default:
        return '+OK\r\n'
    }
  }
  return (socket) => {
    let text = ''
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      for (let found = takeCommand(text); found !== undefined; found = takeCommand(text)) {
        text = text.slice(found.length)
        socket.write(answer(found.words))
      }
    })
  }
}

/** @returns The words of the first command of a text in RESP, and how long it is; undefined while it is not whole. */
function takeCommand(text: string): { words: string[]; length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text)
  if (head === null) return undefined
  let at = head[0].length
  const words: string[] = []
  for (let i = 0; i < Number(head[1]); i++) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at))
    const start = at + (size?.[0].length ?? 0)
    const end = start + Number(size?.[1])
    if (size === null || text.length < end + 2) return undefined
    words.push(text.slice(start, end))
    at = end + 2
  }
  return { words, length: at }
}

/** PostgreSQL in short: lets everybody in, and answers every query with one row: n = 1. */
export function answersPostgres(socket: net.Socket): void {
  const int32 = (value: number): Buffer => Buffer.from(Int32Array.of(value).buffer).swap32()
  const int16 = (value: number): Buffer => Buffer.from(Int16Array.of(value).buffer).swap16()
  const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
    const body = Buffer.concat(parts)
    return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
  }
  const ready = message('Z', Buffer.from('I'))
  const column = [Buffer.from('n\0'), int32(0), int16(0), int32(23), int16(4), int32(-1), int16(0)]
  const result = Buffer.concat([
    message('T', int16(1), ...column),
    message('D', int16(1), int32(1), Buffer.from('1')),
    message('C', Buffer.from('SELECT 1\0')),
    ready,
  ])
  let isIn = false
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    if (!isIn) socket.write(Buffer.concat([message('R', int32(0)), ready]))
    else if (chunk[0] === 'Q'.charCodeAt(0)) socket.write(result)
    else socket.end()
    isIn = true
  })
}

/** What of a connection of mysql2's own server is used; its types do not tell. */
interface MysqlConnection {
  sequenceId: number
  serverHandshake(options: object): void
  writeColumns(columns: readonly object[]): void
  writeTextRow(row: readonly unknown[]): void
  writeEof(): void
  on(event: 'query', answer: () => void): void
  on(event: 'error', answer: () => void): void
}

/** MySQL by mysql2's own server: lets everybody in, and answers every query with one row: n = 1. */
export function mysqlConnection(given: unknown): void {
  const connection = given as MysqlConnection
  connection.on('error', () => undefined)
  connection.serverHandshake({
    protocolVersion: 10,
    serverVersion: '8.0.0',
    connectionId: 1,
    statusFlags: 2,
    characterSet: 8,
    capabilityFlags: 0xffffff & ~0x800,
    authCallback: (_: unknown, done: (error: null) => void) => done(null),
  })
  connection.on('query', () => {
    connection.sequenceId = 1
    const names = { catalog: 'def', schema: '', table: '', orgTable: '', name: 'n', orgName: 'n' }
    connection.writeColumns([
      { ...names, characterSet: 63, columnLength: 1, columnType: 3, flags: 129, decimals: 0 },
    ])
    connection.writeTextRow([1])
    connection.writeEof()
  })
}
