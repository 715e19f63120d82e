import { reasons, type Reason } from '../base/index.ts'

/** What the kernel and the engine do together, one line each. */
const texts = {
  kernelCalls: { en: 'the kernel calls the engine, in GBK', zh: '内核连接引擎，GBK 对话' },
  engineCalls: { en: 'the engine calls the kernel, in GBK', zh: '引擎连接内核，GBK 对话' },
  kernelCalls6: { en: 'the kernel calls over IPv6', zh: '内核经 IPv6 连接' },
  engineCalls6: { en: 'the engine calls over IPv6', zh: '引擎经 IPv6 连接' },
  ncat: { en: 'ncat as client and as server', zh: 'ncat 作客户端和服务器' },
  curl: { en: 'curl asks an HTTP server on the engine', zh: 'curl 访问引擎上的 HTTP 服务器' },
  nginx: { en: 'the engine asks nginx', zh: '引擎访问 nginx' },
  halfCloseKernel: { en: 'half-close by the kernel, late answer', zh: '内核半关闭，引擎随后回复' },
  halfCloseEngine: { en: 'half-close by the engine, late answer', zh: '引擎半关闭，内核随后回复' },
  resetKernel: { en: 'forced close (RST) by the kernel', zh: '内核强制关闭（RST）' },
  resetEngine: { en: 'forced close (RST) by the engine', zh: '引擎强制关闭（RST）' },
  closedPort: { en: 'closed ports refuse, both ways', zh: '双方的未监听端口都拒绝连接' },
  closeTogether: { en: 'both close at the same time', zh: '双方同时关闭' },
  samePort: { en: 'a port in TIME-WAIT is used again', zh: '处于 TIME-WAIT 的端口再次使用' },
  bulkIn: { en: 'bulk from the kernel', zh: '内核发送大量数据' },
  bulkOut: { en: 'bulk from the engine', zh: '引擎发送大量数据' },
  loss: { en: 'both ways over 2% loss', zh: '丢包 2%，双向' },
  reorder: { en: 'both ways over 25% reordering', zh: '乱序 25%，双向' },
  rough: { en: 'both ways over loss, duplicates, corruption', zh: '丢失、重复、损坏，双向' },
  iperf3Sends: { en: 'iperf3 sends to the engine', zh: 'iperf3 向引擎发送' },
  iperf3Receives: { en: 'iperf3 receives from the engine', zh: 'iperf3 从引擎接收' },
  iperf3Server: { en: "the engine sends to iperf3's server", zh: '引擎向 iperf3 服务器发送' },
  zeroWindow: { en: 'zero window, either side, and open again', zh: '零窗口（双方各一次），随后重新打开' },
  thousand: { en: '1,000 connections at once, each way', zh: '同时 1,000 个连接，双向各一次' },
  mtuChange: { en: 'the kernel takes smaller packets from now on', zh: '内核改用更小的 MTU' },
  pathMtu: { en: 'a router on the way takes smaller packets (ICMP)', zh: '途中路由器的 MTU 更小（ICMP）' },
  expert: { en: 'tshark has no error and no warning for all of it', zh: 'tshark 对以上全部没有错误和警告' },
  describe: {
    en: 'The kernel against the engine over a TUN device, every case, a line each',
    zh: '内核与引擎经 TUN 设备互通，每个用例一行',
  },
  cases: { en: 'only these cases, by name', zh: '只运行这些用例（按名称）' },
  bytes: { en: 'how much the bulk cases send', zh: '大量数据用例发送多少' },
  badBytes: {
    en: '{value} is not a size for --bytes: write 1k or more, such as 64k, 16M or 1G',
    zh: '{value} 不是 --bytes 的大小：至少 1k，例如 64k、16M 或 1G',
  },
  list: { en: 'list the cases and run none', zh: '只列出用例，不运行' },
  badCase: { en: "there is no case '{name}'; the cases: {all}", zh: '没有“{name}”这个用例；可用的有：{all}' },
  iperf3Closed: { en: 'iperf3 closed its control connection', zh: 'iperf3 关闭了控制连接' },
  iperf3State: {
    en: 'iperf3 went to state {state}, not {expected}',
    zh: 'iperf3 进入了状态 {state}，而不是 {expected}',
  },
  silentEnd: { en: '{command} ended without saying more', zh: '{command} 没有再输出就结束了' },
  ipFailed: { en: "'{command}' failed: {reason}", zh: '“{command}”失败：{reason}' },
  tooLate: {
    en: 'it did not come about within {time}',
    zh: '{time} 之内没有发生',
  },
  summary: {
    en: '{passed|#} ok, {failed|#} failed, {skipped|#} skipped',
    zh: '{passed|#} 通过，{failed|#} 失败，{skipped|#} 跳过',
  },
} as const

export const interopSentences: Readonly<Record<InteropSentence, Reason>> = reasons(texts)

type InteropSentence = keyof typeof texts
