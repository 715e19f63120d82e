import { describe, expect, it } from 'vitest'
import { SynfinError } from '../base/index.ts'
import { sayError } from '../say/index.ts'
import { socketSentences } from './sentences.ts'
import { AbortError, SocketError, SocketErrors, formatPlace } from './errors.ts'

describe('SocketError', () => {
  it('carries the code, the call and the place, and says it in English or Chinese', () => {
    const place = { address: '192.0.2.7', port: 8888 }
    const english = new SocketErrors().make('ECONNREFUSED', 'connect', place)
    expect(english).toMatchObject({ name: 'SocketError', code: 'ECONNREFUSED', syscall: 'connect', ...place })
    expect(english.message).toBe(
      'Nobody listens on 192.0.2.7:8888: start the server first, or check the port.',
    )
    const chinese = new SocketErrors('zh').make('ECONNREFUSED', 'connect', place)
    expect(chinese.message).toBe('192.0.2.7:8888 上没有程序在监听：请先启动服务器，或检查端口号。')
    expect(english).toBeInstanceOf(SynfinError)
    expect(english).toBeInstanceOf(SocketError)
  })

  it('fills every place of every sentence, with and without an address', () => {
    for (const lang of ['en', 'zh'] as const) {
      const errors = new SocketErrors(lang)
      for (const code of [...Object.keys(socketSentences), 'EWHATEVER'].filter((key) =>
        key.startsWith('E'),
      )) {
        for (const place of [undefined, { port: 80 }, { address: 'a.test' }, { address: '::1', port: 80 }]) {
          const { message } = errors.make(code, 'connect', place)
          expect(message).not.toMatch(/[{}]|undefined/)
        }
      }
    }
  })

  it('names a code that it has no sentence for', () => {
    const { message } = new SocketErrors().make('EPROTO', 'recv', { address: '::1', port: 80 })
    expect(message).toBe('recv failed for [::1]:80: EPROTO.')
  })

  it('adds who holds an address', () => {
    const detail = { reason: socketSentences.heldByProcess, args: { name: 'x', pid: 7 } }
    const error = new SocketError('EADDRINUSE', { syscall: 'bind', port: 80, detail, lang: 'zh' })
    expect(sayError(error, 'en')).toMatch(/^80 is already in use: .* \S.*\bx\b.*7/)
    expect(error.message).toBe(sayError(error, 'zh'))
    expect(error.message).toMatch(/^80 已被占用.*x.*7/)
  })
})

describe('AbortError', () => {
  it('keeps the reason and tells a time-out from a word', () => {
    const word = new AbortController()
    word.abort(new Error('enough'))
    const error = new AbortError('recv', word.signal)
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', syscall: 'recv', bytesSent: 0 })
    expect(error.cause).toEqual(new Error('enough'))
    expect(error.message).toBe('recv was called off by its signal.')
    const time = new AbortController()
    time.abort(Object.assign(new Error('late'), { name: 'TimeoutError' }))
    expect(new AbortError('connect', time.signal, 'zh').message).toContain('时间已到')
  })
})

describe('formatPlace', () => {
  it('puts IPv6 in brackets', () => {
    expect(formatPlace('192.0.2.1', 80)).toBe('192.0.2.1:80')
    expect(formatPlace('2001:db8::1', 80)).toBe('[2001:db8::1]:80')
  })
})
