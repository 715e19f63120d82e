import { reasons, type Reason } from '../base/index.ts'

/** Why a network, or a host of one, refuses a call. */
const texts = {
  notAddress: {
    en: "'{text}' is not an IPv4 or IPv6 address.",
    zh: '“{text}”不是 IPv4 或 IPv6 地址。',
  },
  notOwnAddress: { en: '{address} is not an address of {host}.', zh: '{address} 不是 {host} 的地址。' },
  notOfThisHost: { en: '{address} is not an address of this host.', zh: '{address} 不是这台主机的地址。' },
  notPrefix: {
    en: "'{text}' is not an address or a prefix: write 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.",
    zh: '“{text}”不是地址或前缀：请写成 192.0.2.1、192.0.2.0/24 或 2001:db8::/32。',
  },
  notHostAddress: {
    en: "'{text}' is not an address that a host can have.",
    zh: '“{text}”不能作为主机的地址。',
  },
  badPort: {
    en: 'A port is a whole number from {least} to 65535, not {port}.',
    zh: '端口是 {least} 到 65535 的整数，不能是 {port}。',
  },
  badBacklog: {
    en: 'A backlog is a whole number from 0, not {backlog}.',
    zh: 'backlog 是从 0 开始的整数，不能是 {backlog}。',
  },
  portInUse: { en: 'Port {port} at {address} is in use.', zh: '{address} 的端口 {port} 已被占用。' },
  portSpent: {
    en: 'This port has been closed or used already.',
    zh: '这个端口已经关闭，或已经用过。',
  },
  noPortLeft: {
    en: 'Every ephemeral port ({first} to {last}) is in use.',
    zh: '临时端口（{first} 到 {last}）已全部占用。',
  },
  noPortToPeer: {
    en: 'Every ephemeral port ({first} to {last}) towards this peer is in use or in TIME-WAIT.',
    zh: '到这个对端的临时端口（{first} 到 {last}）全部被占用，或处于 TIME-WAIT。',
  },
  tupleInUse: {
    en: 'Port {port} has a connection to {address} port {remotePort} already, perhaps in TIME-WAIT.',
    zh: '端口 {port} 已有到 {address} 端口 {remotePort} 的连接，可能处于 TIME-WAIT。',
  },
  otherVersion: {
    en: '{to} cannot be reached from {from}: other IP version.',
    zh: '不能从 {from} 到达 {to}：IP 版本不同。',
  },
  noLinkTo: { en: '{host} has no link to {to}.', zh: '{host} 没有到 {to} 的链路。' },
  datagramTooLong: {
    en: 'A datagram to {to} holds {most|# byte|# bytes} at most, not {length|#}: nothing is fragmented here.',
    zh: '发往 {to} 的数据报最多 {most|#} 字节，不能是 {length|#}：这里不分片。',
  },
  noPeer: {
    en: 'This UDP socket has no peer: say where to send, or connect it.',
    zh: '这个 UDP 套接字没有对端：请指明发往哪里，或先 connect。',
  },
  socketClosed: { en: 'This UDP socket is closed.', zh: '这个 UDP 套接字已经关闭。' },
  packetTooLong: {
    en: 'An IP packet has at most {most|# byte|# bytes}, not {length|#}.',
    zh: 'IP 包最多 {most|#} 字节，不能是 {length|#}。',
  },
  noIpHeader: {
    en: 'The packet does not begin with a whole IP header.',
    zh: '这个包的开头不是完整的 IP 首部。',
  },
  badHostName: {
    en: "'{name}' is not a host name: use letters, digits, hyphens and dots.",
    zh: '“{name}”不是主机名：请用字母、数字、连字符和点。',
  },
  nameTaken: {
    en: "The network has something named '{name}' already.",
    zh: '网络里已有名为“{name}”的对象。',
  },
  peerNameTaken: {
    en: "The network has something named '{name}' already: name the peer.",
    zh: '网络里已有名为“{name}”的对象：请给对端起个名字。',
  },
  linkToItself: {
    en: "'{name}' has its loopback; a link joins two hosts.",
    zh: '“{name}”自带环回；链路要连接两台主机。',
  },
  linkedAlready: {
    en: "'{from}' and '{to}' are linked already, by '{link}'.",
    zh: '“{from}”与“{to}”已由“{link}”相连。',
  },
  noHost: { en: "The network has no host '{name}'.", zh: '网络里没有主机“{name}”。' },
  addressTaken: { en: "{address} belongs to '{name}'.", zh: '{address} 属于“{name}”。' },
} as const

export const netSentences: Readonly<Record<NetReason, Reason>> = reasons(texts)

export type NetReason = keyof typeof texts
