import { reasons, type Reason } from '../../base/index.ts'

/** What a person reads when live capture is not possible: what is missing, and the one command that grants it. */
const texts = {
  noTool: {
    en: 'To see packets on the wire, tcpdump or dumpcap (of Wireshark) is needed, and neither is installed.',
    zh: '要看到网络上的包，需要 tcpdump 或 dumpcap（Wireshark 自带），而两者都没有安装。',
  },
  noPermission: {
    en: '{tool} may not capture on {interface}: it lacks {permission}.',
    zh: '{tool} 无权在 {interface} 上抓包：缺少{permission}。',
  },
  capabilities: {
    en: 'the capabilities CAP_NET_RAW and CAP_NET_ADMIN',
    zh: ' CAP_NET_RAW 和 CAP_NET_ADMIN 权能',
  },
  group: { en: 'your membership in the group {group}', zh: '当前用户加入 {group} 组' },
  bpf: { en: 'the right to read /dev/bpf*', zh: '读取 /dev/bpf* 的权限' },
  npcap: { en: 'the driver Npcap', zh: ' Npcap 驱动' },
  noInterface: {
    en: 'There is no interface {interface} to capture on: leave it out, or choose one of this machine.',
    zh: '没有可抓包的接口 {interface}：请省略它，或选择本机的一个接口。',
  },
  badFilter: {
    en: "{tool} does not understand the filter '{filter}'.",
    zh: '{tool} 不理解过滤条件“{filter}”。',
  },
  ended: { en: '{tool} ended: {reason}', zh: '{tool} 已结束：{reason}' },
} as const

export const liveCaptureSentences: Readonly<Record<LiveCaptureSentence, Reason>> = reasons(texts)

type LiveCaptureSentence = keyof typeof texts
