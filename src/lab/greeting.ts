import { assert } from '../base/index.ts'
import { charset } from '../charset/index.ts'

/** The port the server listens on, and its backlog. */
export const PORT = 8888
export const BACKLOG = 128
/** The server and the client read at most this many bytes at a time. */
export const AT_MOST = 1024
/** What the client says unless told. */
export const GREETING = '你好，我是客户端'
/** What the server answers unless told. */
export const ANSWER = '收到消息'
/** The charset of both unless told. */
export const CHARSET = 'gbk'

/** @returns `text` in `name`, a charset that exists. */
export function inCharset(text: string, name: string = CHARSET): Uint8Array {
  const found = charset(name)
  assert(found !== undefined, `no charset ${name}`)
  return found.encode(text).bytes
}

/** @returns `length` bytes that a person can follow: lines of letters, each line 64 bytes. */
export function filler(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = i % 64 === 63 ? 0x0a : 0x61 + (((i >> 6) + (i % 64)) % 26)
  return bytes
}
