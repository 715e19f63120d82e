/** What something between the ends did. */
export const pathFindingSentences = {
  mtuIcmp: {
    en: '{router} says that a packet of {length|# byte|# bytes} from {who} does not fit: the path MTU is {mtu|# byte|# bytes} (ICMP).',
    zh: '{router} 说明{who}的 {length|#} 字节的包无法通过：路径 MTU 为 {mtu|#} 字节（ICMP）。',
  },
  mtuIcmpAgain: {
    en: '{router} says that a packet of {length|# byte|# bytes} from {who} does not fit: the path MTU is {mtu|# byte|# bytes} (ICMP). It never passed, and was retransmitted in pieces of {pieces}. No congestion, no random loss.',
    zh: '{router} 说明{who}的 {length|#} 字节的包无法通过：路径 MTU 为 {mtu|#} 字节（ICMP）。该包未能通过，已拆小重传（长度 {pieces}）。不是拥塞，也不是随机丢包。',
  },
  blackHole: {
    en: 'A path MTU black hole: segments of {length|# byte|# bytes} from {who} were sent {count|once|# times} and never arrived, while up to {passed|# byte|# bytes} pass. A router drops large packets and its ICMP does not come back.',
    zh: '路径 MTU 黑洞：{who}的 {length|#} 字节的报文段发送 {count|#} 次都没有到达，而 {passed|#} 字节以内的可以通过。路由器丢弃了大包，其 ICMP 没有送回。',
  },
  blackHoleFound: {
    en: 'A path MTU black hole: segments of {length|# byte|# bytes} from {who} were sent {count|once|# times} in vain; smaller ones passed (up to {passed|# byte|# bytes}). A router drops large packets and its ICMP does not come back.',
    zh: '路径 MTU 黑洞：{who}的 {length|#} 字节的报文段发送 {count|#} 次都没有到达，改小后通过（最大 {passed|#} 字节）。路由器丢弃了大包，其 ICMP 没有送回。',
  },
  unreachableNet: {
    en: '{router} has no route for what {who} sent (ICMP network unreachable).',
    zh: '{router} 没有到达目的网络的路由（{who}的包得到 ICMP 网络不可达）。',
  },
  unreachableHost: {
    en: '{router} cannot reach the host for what {who} sent (ICMP host unreachable).',
    zh: '{router} 找不到目的主机（{who}的包得到 ICMP 主机不可达）。',
  },
  unreachablePort: {
    en: '{router} says that nobody listens there for what {who} sent (ICMP port unreachable).',
    zh: '{router} 说明目的端口无人监听（{who}的包得到 ICMP 端口不可达）。',
  },
  unreachableProhibited: {
    en: '{router} does not let through what {who} sent (ICMP administratively prohibited): a firewall.',
    zh: '{router} 禁止{who}的包通过（ICMP 管理性禁止）：防火墙所为。',
  },
  unreachableOther: {
    en: '{router} says that what {who} sent cannot be delivered (ICMP unreachable).',
    zh: '{router} 说明{who}的包无法送达（ICMP 不可达）。',
  },
  injectedReset: {
    en: 'The RST did not come from {who}: {after} after the segment it answers (round trip {rtt}), with {hopLimit|#} hops left where its packets have {hopLimitBefore|#}. Something on the way reset the connection.',
    zh: 'RST 不是{who}发出的：在所应答的报文段之后 {after} 出现（往返时间 {rtt}），TTL 为 {hopLimit|#}，而它的包为 {hopLimitBefore|#}。途中的设备重置了连接。',
  },
  injectedResetGoesOn: {
    en: 'The RST did not come from {who}, which went on answering: {after} after the segment it answers (round trip {rtt}), with {hopLimit|#} hops left where its packets have {hopLimitBefore|#}. Something on the way reset the connection.',
    zh: 'RST 不是{who}发出的，它之后仍在应答：该 RST 在所应答的报文段之后 {after} 出现（往返时间 {rtt}），TTL 为 {hopLimit|#}，而它的包为 {hopLimitBefore|#}。途中的设备重置了连接。',
  },
  duplicatedByPath: {
    en: '{count|# packet|# packets} of {segments|#} came twice: something on the way duplicates them. They are no retransmissions.',
    zh: '{segments|#} 个包中有 {count|#} 个到达两次：途中的设备复制了它们，不是重传。',
  },
  ecnMarked: {
    en: 'The network marked {count|# packet|# packets} for congestion (ECN) instead of dropping them.',
    zh: '网络给 {count|#} 个包打上了拥塞标记（ECN），没有丢弃它们。',
  },
} as const
