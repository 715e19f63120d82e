/** `synfin` where there is no kernel to ask: the same names, over the sockets that are handed in. */
import { reasons, SynfinError } from '../base/index.ts'
import { sayError } from '../say/index.ts'
import { connect as connectOver, listen as listenOver, type SocketBackend } from '../socket/index.ts'
import type * as node from './index.ts'

const t = reasons({
  noKernel: {
    en: 'There are no TCP sockets here, as in a browser: give sockets of a simulated host, engineSockets(host) of synfin/net.',
    zh: '这里没有 TCP 套接字（例如在浏览器中）：请给出模拟主机的 sockets，即 synfin/net 的 engineSockets(host)。',
  },
})

export const kernelSockets: typeof node.kernelSockets = (options) => {
  const error = new SynfinError('SYNFIN_NO_KERNEL', t.noKernel)
  error.message = sayError(error, options?.lang ?? 'en')
  throw error
}

const sourceOf = (options: node.SocketSource | null | undefined): SocketBackend =>
  options?.sockets ?? kernelSockets({ lang: options?.lang })

export const connect: typeof node.connect = (async (options) =>
  connectOver(sourceOf(options), options)) as typeof node.connect

export const listen: typeof node.listen = (async (options) =>
  listenOver(sourceOf(options), options)) as typeof node.listen

export const tcp: typeof node.tcp = (options) => sourceOf(options).tcp(options)

export const udp: typeof node.udp = (options) => sourceOf(options).udp(options)

export * from './common.ts'
