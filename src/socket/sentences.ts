import { reasons, type Reason } from '../base/index.ts'

/**
 * What a person reads when a socket call fails: what happened, and what helps. Keyed by POSIX code.
 * Places: `{place}` is the address and port, or a name for it when there is none; `{call}` the call.
 */
const texts = {
  ECONNREFUSED: {
    en: 'Nobody listens on {place}: start the server first, or check the port.',
    zh: '{place} 上没有程序在监听：请先启动服务器，或检查端口号。',
  },
  EADDRINUSE: {
    en: '{place} is already in use: choose another port, or end the program that holds it.',
    zh: '{place} 已被占用：请换一个端口，或结束占用它的程序。',
  },
  inUseHeld: {
    en: '{place} is already in use: choose another port, or end the program that holds it. {detail}',
    zh: '{place} 已被占用：请换一个端口，或结束占用它的程序。{detail}',
  },
  noAddressOfFamily: {
    en: '{name} has no IPv{family} address.',
    zh: '{name} 没有 IPv{family} 地址。',
  },
  noCharset: {
    en: "No charset is called '{name}': charsets() of synfin/charset lists all.",
    zh: '没有名为“{name}”的字符集：synfin/charset 的 charsets() 列出全部。',
  },
  EADDRNOTAVAIL: {
    en: '{place} is not an address of this machine: bind to one it has, or leave the address out for all.',
    zh: '{place} 不是本机的地址：请绑定本机已有的地址，或省略地址表示全部。',
  },
  EACCES: {
    en: 'No permission for {place}: ports below 1024 often need an administrator; choose a higher one.',
    zh: '没有权限使用 {place}：1024 以下的端口通常需要管理员权限，请换一个更大的端口。',
  },
  noWay: {
    en: 'The way to {place} is forbidden here ({code}): a firewall or a routing rule of this machine says so.',
    zh: '本机禁止访问 {place}（{code}）：防火墙或路由规则不允许。',
  },
  EPERM: {
    en: 'The system forbids {call} for {place}: a firewall or a policy of this machine is in the way.',
    zh: '系统禁止对 {place} 执行 {call}：可能是本机的防火墙或策略所致。',
  },
  ETIMEDOUT: {
    en: '{place} did not answer in time: the machine may be off, the line cut, or a firewall may drop packets.',
    zh: '{place} 没有及时应答：主机可能已关机、链路中断，或防火墙丢弃了包。',
  },
  EHOSTUNREACH: {
    en: 'No way to the host of {place}: check its address and that it is on the network.',
    zh: '无法到达 {place} 所在的主机：请检查地址，并确认它在网络中。',
  },
  ENETUNREACH: {
    en: 'No route to the network of {place}: check the address and this machine’s network.',
    zh: '没有到 {place} 所在网络的路由：请检查地址和本机网络。',
  },
  ENOTFOUND: {
    en: 'No such host: {place}. Check the spelling of the name.',
    zh: '找不到主机 {place}：请检查名字的拼写。',
  },
  EAI_AGAIN: {
    en: 'The name of {place} could not be looked up just now: check the network, then try again.',
    zh: '暂时无法解析 {place} 的名字：请检查网络后再试。',
  },
  ECONNRESET: {
    en: '{place} reset the connection (RST): it ended by force, and what was under way is lost.',
    zh: '{place} 重置了连接（RST）：连接被强制关闭，途中的数据已丢失。',
  },
  ECONNABORTED: {
    en: 'This side closed the socket while {call} was waiting or before it was called.',
    zh: '{call} 等待期间或调用之前，本端已关闭该套接字。',
  },
  EPIPE: {
    en: 'This side has ended its sending to {place} (FIN): nothing more can be sent on this connection.',
    zh: '本端已结束向 {place} 发送（FIN）：此连接不能再发送数据。',
  },
  ENOTCONN: {
    en: 'The socket is not connected: connect first, or accept a client.',
    zh: '套接字尚未连接：请先 connect，或 accept 一个客户端。',
  },
  EISCONN: {
    en: 'The socket is already connected: use a new one for another connection.',
    zh: '套接字已经连接：另一个连接请使用新的套接字。',
  },
  EALREADY: {
    en: 'The socket is already connecting: wait for that to end.',
    zh: '套接字正在连接：请等待其结束。',
  },
  EINVAL: {
    en: '{call} is not possible: {detail}.',
    zh: '无法执行 {call}：{detail}。',
  },
  EMFILE: {
    en: 'This program has no file descriptor left: close some connections or raise the limit (ulimit -n).',
    zh: '本程序的文件描述符已用尽：请关闭一些连接，或提高上限（ulimit -n）。',
  },
  ENFILE: {
    en: 'This machine has no file descriptor left: close programs or raise the system’s limit.',
    zh: '本机的文件描述符已用尽：请关闭一些程序，或提高系统上限。',
  },
  EMSGSIZE: {
    en: 'The datagram is too long for UDP to {place}: send at most 65,507 bytes (IPv4), better under 1,400.',
    zh: '发往 {place} 的 UDP 数据报过长：IPv4 最多 65,507 字节，最好小于 1,400 字节。',
  },
  EDESTADDRREQ: {
    en: 'Where to? A UDP socket that is not connected needs a host and a port with every send.',
    zh: '发往哪里？未连接的 UDP 套接字每次发送都要给出主机和端口。',
  },
  EAFNOSUPPORT: {
    en: '{place} is of another IP version than this socket.',
    zh: '{place} 与该套接字的 IP 版本不同。',
  },
  ENOBUFS: {
    en: 'This machine has no buffer space left for {call}: try again in a moment.',
    zh: '本机暂时没有可供 {call} 使用的缓冲区：请稍后再试。',
  },
  EBADF: {
    en: 'The socket is closed: make a new one.',
    zh: '套接字已关闭：请新建一个。',
  },
  other: {
    en: '{call} failed for {place}: {code}.',
    zh: '对 {place} 执行 {call} 失败：{code}。',
  },
  aborted: {
    en: '{call} was called off by its signal.',
    zh: '{call} 已被其信号取消。',
  },
  abortedByTime: {
    en: '{call} was called off: the time set for it is over.',
    zh: '{call} 已取消：为它设定的时间已到。',
  },
  thePeer: { en: 'the peer', zh: '对方' },
  thisSocket: { en: 'this socket', zh: '该套接字' },
  heldByProcess: {
    en: 'It is held by {name} (process {pid}).',
    zh: '占用者是 {name}（进程 {pid}）。',
  },
  heldInState: {
    en: 'It is held by a connection in state {state}.',
    zh: '占用者是一个处于 {state} 状态的连接。',
  },
  badPort: { en: 'a port is 0 to 65535, not {value}', zh: '端口应为 0 到 65535，而不是 {value}' },
  badPeerPort: {
    en: 'a port to connect to is 1 to 65535, not {value}',
    zh: '要连接的端口应为 1 到 65535，而不是 {value}',
  },
  badBacklog: {
    en: 'a backlog is a whole number, 1 or more, not {value}',
    zh: 'backlog 应为不小于 1 的整数，而不是 {value}',
  },
  badLength: {
    en: 'a length is a whole number of bytes, {least} or more, not {value}',
    zh: '长度应为不小于 {least} 的整数（字节），而不是 {value}',
  },
  wrongPhase: { en: 'the socket is {phase}', zh: '套接字当前的状态为 {phase}' },
  textWithoutEncoding: {
    en: 'a text has bytes only in an encoding: give connect or listen one, or send new TextEncoder().encode(text)',
    zh: '文本要有编码才能变成字节：请在 connect 或 listen 中指定 encoding，或发送 new TextEncoder().encode(text)',
  },
  notBytes: { en: 'bytes are a Uint8Array, not {value}', zh: '字节应为 Uint8Array，而不是 {value}' },
  notText: { en: '{name} is a text, not {value}', zh: '{name} 应为文本，而不是 {value}' },
  notBoolean: { en: '{name} is true or false, not {value}', zh: '{name} 应为 true 或 false，而不是 {value}' },
  notTime: {
    en: '{name} is a time above 0 in nanoseconds, as seconds(30), not {value}',
    zh: '{name} 应为大于 0 的时间（纳秒），例如 seconds(30)，而不是 {value}',
  },
  notSignal: { en: '{name} is an AbortSignal, not {value}', zh: '{name} 应为 AbortSignal，而不是 {value}' },
  notOptions: {
    en: 'the options are an object, as in {example}, not {value}',
    zh: '选项应为对象，例如 {example}，而不是 {value}',
  },
  notOneOf: { en: '{name} is {choices}, not {value}', zh: '{name} 应为 {choices}，而不是 {value}' },
  emptyMark: { en: 'what to read up to is empty', zh: '要读到的分隔符为空' },
  notInCharset: {
    en: '{value} cannot be written in {encoding}',
    zh: '{value} 无法用 {encoding} 表示',
  },
  endedEarly: {
    en: 'The peer closed in the middle: {call} waits for more than the {got|# byte|# bytes} that came.',
    zh: '对方中途关闭：只收到 {got|#} 字节，{call} 还需要更多。',
  },
  tooLong: {
    en: '{call} has not found the end within {max|# byte|# bytes}: the peer means another framing, or max is too small.',
    zh: '{call} 在 {max|#} 字节内没有找到结尾：对方的分帧方式不同，或 max 太小。',
  },
  noHost: { en: 'the host is empty', zh: '主机为空' },
  longHost: {
    en: 'a host has at most {most|# character|# characters}, not {length|#}',
    zh: '主机名最多 {most|#} 个字符，而不是 {length|#} 个',
  },
  badHost: {
    en: '{value} has a space or a control character in it and can be no host',
    zh: '{value} 含有空格或控制字符，不可能是主机',
  },
  noScope: {
    en: '{value} is an address of one link: name its interface behind it, as in {value}%eth0',
    zh: '{value} 是链路本地地址：请在后面写明接口，例如 {value}%eth0',
  },
  noReason: {
    en: 'an argument is wrong, or it does not fit the state of this socket; the system gives no other reason ({code})',
    zh: '参数有误，或与该套接字当前的状态不符；系统没有给出其他原因（{code}）',
  },
  badAddress: { en: '{value} is no IP address', zh: '{value} 不是 IP 地址' },
} as const

export const socketSentences: Readonly<Record<SocketSentence, Reason>> = reasons(texts)

/** The keys of `socketSentences`: POSIX codes and what surrounds them. */
export type SocketSentence = keyof typeof texts
