import { expect, it } from 'vitest'
import { say } from './sentences.ts'

const arrived = {
  en: '{count|# byte|# bytes} {count|has|have} arrived on port {port}',
  zh: '端口 {port} 收到 {count|#} 字节',
}

it('a count takes the form of its number, with its thousands apart; a name stays as it is', () => {
  const said = (count: number | string): string => say(arrived, 'en', { count, port: 54_321 })
  expect(said(1)).toBe('1 byte has arrived on port 54321')
  expect(said(0)).toBe('0 bytes have arrived on port 54321')
  expect(said(370_290)).toBe('370,290 bytes have arrived on port 54321')
  expect(said('no')).toBe('no bytes have arrived on port 54321')
  expect(say(arrived, 'zh', { count: 370_290, port: 54_321 })).toBe('端口 54321 收到 370,290 字节')
})

it('a place that is given nothing is left standing, and what fills one is not read again', () => {
  expect(say(arrived, 'zh', { port: '{count}' })).toBe('端口 {count} 收到 {count|#} 字节')
  expect(say({ en: '{constructor} {toString} {n}', zh: '' }, 'en', { n: 0 })).toBe(
    '{constructor} {toString} 0',
  )
  expect(say(arrived, 'zh', { port: '$&', count: '$&' })).toBe('端口 $& 收到 $& 字节')
})
