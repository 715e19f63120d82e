import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { opener } from '../src/cli/open-browser.ts'
import { nodeIo } from '../src/cli/node-io.ts'
import { captureInterface, findCaptureTools } from '../src/host/index.ts'
import { openWorkbench } from '../src/workbench/index.ts'
import { synfin } from './cli/harness.ts'

/**
 * What synfin says and does where it is not on Linux, as far as that is decided by `process.platform`: docs/platforms.md
 * says what was run on which system.
 */
describe.each(['darwin', 'win32', 'freebsd'] as const)('on %s', (platform) => {
  const own = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor
  beforeEach(() => void Object.defineProperty(process, 'platform', { ...own, value: platform }))
  afterEach(() => void Object.defineProperty(process, 'platform', own))

  const ran = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    // Linux's own way back, `unshare`, is not asked for where there is none.
    const run = synfin(args, '', { tun: { ...nodeIo().tun, isInNamespace: false } })
    return { code: await run.code, out: run.out.text, err: run.err.text }
  }

  test.each([
    ['lab', 'interop', 'closed-port'],
    ['listen', '0', '--tun'],
    ['send', '10.77.0.1', '9', 'x', '--tun'],
  ])('%s %s %s: that TUN devices need Linux, in one line and both languages', async (...args) => {
    expect(await ran(...args)).toEqual({
      code: 2,
      out: '',
      err: `synfin: TUN devices are opened on Linux only; this is ${platform}\n`,
    })
    expect((await ran('--lang', 'zh', ...args)).err).toBe(
      `synfin: 只有在 Linux 上才能打开 TUN 设备；这里是 ${platform}\n`,
    )
  })

  test('the engine, the lessons and the lab need nothing of the system', async () => {
    expect((await ran('demo')).code).toBe(0)
    expect((await ran('explain', 'handshake', '--check')).code).toBe(0)
    expect((await ran('encodings', '你')).code).toBe(0)
  })

  test('client and server talk over the system’s own TCP', async () => {
    const server = synfin(['listen', '127.0.0.1', '0', '--echo'], '')
    const [, port = ''] = await server.err.match(/listening on 127\.0\.0\.1:(\d+)/)
    const client = synfin(['connect', '127.0.0.1', port, '-q', '5s'], 'hello\n')
    expect(await client.code).toBe(0)
    expect(client.out.text).toBe('hello\n')
    server.signal('SIGTERM')
    await server.code
  })

  test('the workbench opens, and says of TUN that there is none', async () => {
    const workbench = await openWorkbench({ port: 0, version: '0.0.0', lang: 'en' })
    try {
      expect(workbench.port).toBeGreaterThan(0)
    } finally {
      await workbench.close()
    }
  })

  test('live capture and the browser go by the system’s own names', () => {
    const loopback = { darwin: 'lo0', win32: '\\Device\\NPF_Loopback', freebsd: 'lo0' }[platform]
    expect(captureInterface('127.0.0.1')).toBe(loopback)
    expect(findCaptureTools('')).toEqual(expect.any(Array))
    expect(opener(platform).program).toBe(
      { darwin: 'open', win32: 'rundll32', freebsd: 'xdg-open' }[platform],
    )
  })
})
