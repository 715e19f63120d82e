import { describe, expect, test } from 'vitest'
import { reasons, SynfinError } from '../base/index.ts'
import { sayError } from './say-error.ts'

const t = reasons({
  refused: { en: 'Nobody listens at port {port}.', zh: '端口 {port} 上没有程序在监听。' },
  badOption: { en: "'{name}' has {count|# value|# values}. {why}", zh: '“{name}”有 {count|#} 个值。{why}' },
})

describe('sayError', () => {
  const why = { reason: t.refused, args: { port: 9 } }
  const error = new SynfinError('X', t.badOption, { name: 'a\u001b[2J', count: 1_000, why })

  test('says the reason in the language, and the explanation within it', () => {
    expect(sayError(error, 'zh')).toMatch(/^“a.*”有 1,000 个值。端口 9 上没有程序在监听。$/)
    expect(sayError(error, 'en')).toMatch(/^'a.*' has 1,000 values\. Nobody listens at port 9\.$/)
  })

  test('obeys nothing that stands in a place', () => {
    expect(sayError(error, 'en')).not.toContain('\u001b')
  })

  test('needs no more than what a copy made for another thread has', () => {
    const { reason, args } = error
    expect(sayError(structuredClone({ reason, args }), 'zh')).toBe(sayError(error, 'zh'))
  })
})
