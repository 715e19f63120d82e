import { expect, it } from 'vitest'
import { checkHost } from './check-host.ts'
import { lacksScope } from './link-local.ts'
import { SocketErrors } from './errors.ts'

const refusal = (host: string, lang: 'en' | 'zh' = 'en'): string => {
  try {
    checkHost(new SocketErrors(lang), 'connect', host)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

it('a host that cannot be one is refused with a reason', () => {
  expect(refusal('')).toContain('the host is empty')
  expect(refusal('', 'zh')).toContain('主机为空')
  expect(refusal('a'.repeat(256))).toContain('at most 255 characters, not 256')
  expect(refusal('localhost\0.example')).toContain('localhost␀.example has a space or a control character')
  expect(refusal('a b')).toContain('has a space')
  for (const host of ['localhost', '::1', 'fe80::1%eth0', 'bücher.example', 'a'.repeat(255)]) {
    expect(refusal(host)).toBe('')
  }
})

it('an address of one link without its interface is told as that, and no reason is ever empty', () => {
  expect(['fe80::1', 'FEBF::2', 'fe80::1%eth0', 'fec0::1', '::1'].map((at) => lacksScope(at))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
  const errors = new SocketErrors()
  expect(errors.make('EINVAL', 'connect', { address: 'fe80::1', port: 7999 }).message).toContain(
    'fe80::1%eth0',
  )
  expect(errors.make('EINVAL', 'send', { address: '10.0.0.1', port: 1 }).message).toContain('no other reason')
})

it('what is wrong stands first, without guesses about the state of the socket', () => {
  const why = { value: 99_999 }
  expect(new SocketErrors('en').invalid('connect', 'badPort', why).message).toMatch(
    /^connect is not possible: a port is 0 to 65535, not 99999/,
  )
  expect(new SocketErrors('zh').invalid('connect', 'noHost', {}).message).toBe('无法执行 connect：主机为空。')
})
