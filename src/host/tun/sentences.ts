import { reasons, type Reason } from '../../base/index.ts'

type TunSentence = keyof typeof texts

/** What stands in the way of a TUN device, by the `problem` of a `TunError`, and what is said of one that is there. */
const texts = {
  notLinux: {
    en: 'TUN devices are opened on Linux only; this is {platform}.',
    zh: '只有在 Linux 上才能打开 TUN 设备；这里是 {platform}。',
  },
  noLibrary: {
    en: "The package koffi, which opens the TUN device, is not installed: run 'npm install koffi'.",
    zh: '打开 TUN 设备要用的 koffi 没有安装：请运行 npm install koffi。',
  },
  noDevice: {
    en: "There is no /dev/net/tun here: 'modprobe tun' as root makes it.",
    zh: '这里没有 /dev/net/tun：以 root 身份运行 modprobe tun 即可。',
  },
  notAllowed: {
    en: "A TUN device needs CAP_NET_ADMIN: run it as root, or inside 'unshare -rn'.",
    zh: 'TUN 设备需要 CAP_NET_ADMIN：请以 root 身份运行，或者在 unshare -rn 里运行。',
  },
  noNamespace: {
    en: 'No namespace can be made here ({reason}): run it as root, or let your administrator allow user namespaces.',
    zh: '这里不能创建命名空间（{reason}）：请以 root 身份运行，或请管理员允许用户命名空间。',
  },
  address: {
    en: "'{word}' is not an address with its prefix, such as 10.77.0.2/24 or fd77::2/64.",
    zh: '“{word}”不是带前缀长度的地址，例如 10.77.0.2/24 或 fd77::2/64。',
  },
  narrow: {
    en: "'{word}' leaves no second address for the kernel: use a prefix of at most /{longest}.",
    zh: '“{word}”没有给内核留下第二个地址：前缀长度最多为 /{longest}。',
  },
  wide: {
    en: "'{word}' would take too much of the machine's network: use a prefix of at least /{shortest}.",
    zh: '“{word}”会占用本机太大的网段：前缀长度至少为 /{shortest}。',
  },
  noHost: {
    en: "'{word}' is no address that a host can have there: it is a network's own, a broadcast, loopback, multicast or link-local address.",
    zh: '“{word}”不能作为主机地址：它是网络地址、广播、环回、组播或链路本地地址。',
  },
  failed: { en: '{call} failed: {reason}.', zh: '{call} 失败：{reason}。' },
  up: {
    en: 'TUN device {device}: the kernel is {kernel}, the engine is {engine}.',
    zh: 'TUN 设备 {device}：内核是 {kernel}，引擎是 {engine}。',
  },
  inNamespace: {
    en: 'In a network namespace of its own. Another terminal joins it with: {command}',
    zh: '运行在自己的网络命名空间里。另一个终端用这条命令进入：{command}',
  },
  commandEnded: {
    en: 'The command of --run has ended; this goes on, Ctrl-C ends it.',
    zh: '--run 的命令已经结束；本程序继续运行，按 Ctrl-C 结束。',
  },
  commandOver: { en: 'The command of --run has ended.', zh: '--run 的命令已经结束。' },
  commandOverFailed: {
    en: 'The command of --run ended with code {code}.',
    zh: '--run 的命令以退出码 {code} 结束。',
  },
  commandFailed: {
    en: 'The command of --run ended with code {code}; this goes on, Ctrl-C ends it.',
    zh: '--run 的命令以退出码 {code} 结束；本程序继续运行，按 Ctrl-C 结束。',
  },
} as const

export const tunSentences: Readonly<Record<TunSentence, Reason>> = reasons(texts)
