/** What the capture did, and the network did not. */
export const captureFindingSentences = {
  startedMidway: {
    en: 'The capture began after the connection: the handshake, its options and the first round trip are not in it.',
    zh: '抓包开始时连接已建立：看不到握手、选项和最初的往返时间。',
  },
  missing: {
    en: '{bytes|# byte|# bytes} of {sent|#} from {who} are missing from the capture alone: {peer} acknowledged them and nobody retransmitted them. The network lost nothing there.',
    zh: '{who}发送的 {sent|#} 字节中有 {bytes|#} 字节只是没有抓到：{peer}已确认，也没有重传。网络并没有丢包。',
  },
  oneDirection: {
    en: 'Only what {peer} sends was captured, nothing from {who}: what it did can be told from the ACKs alone.',
    zh: '只抓到{peer}发送的包，没有{who}的包：只能由确认推断它的行为。',
  },
  duplicateCapture: {
    en: '{count|# packet|# packets} of {segments|#} are copies: the capture saw them twice (a mirrored port, two interfaces). They are no retransmissions.',
    zh: '{segments|#} 个包中有 {count|#} 个是副本：抓包看到了两次（镜像端口、两个接口），不是重传。',
  },
  duplicateCaptureHops: {
    en: '{count|# packet|# packets} of {segments|#} are copies, {hops|# hop|# hops} apart: the capture saw them before and behind a router. They are no retransmissions.',
    zh: '{segments|#} 个包中有 {count|#} 个是副本，相差 {hops|#} 跳：抓包在路由器前后各看到一次，不是重传。',
  },
  captureDrops: {
    en: 'The capture program itself lost {count|# packet|# packets}: what is missing may be missing from the file alone.',
    zh: '抓包程序自己丢失了 {count|#} 个包：缺少的数据可能只是没有抓到。',
  },
  clockStep: {
    en: "The capture's clock stepped back {count|once|# times}, by up to {most}: times around there are not to be trusted.",
    zh: '抓包的时钟回退了 {count|#} 次，最多 {most}：其前后的时间不可信。',
  },
  truncated: {
    en: '{count|# packet was|# packets were} cut short by the snap length: headers are whole, payload is not.',
    zh: '{count|#} 个包被截断（snaplen）：首部完整，数据不完整。',
  },
  offload: {
    en: '{count|# segment is|# segments are} larger than the network carries (up to {length|# byte|# bytes}): the network card splits or joins them (segmentation offload), so each stands for several packets.',
    zh: '{count|#} 个报文段大于网络所能传送的长度（最大 {length|#} 字节）：由网卡拆分或合并（分段卸载），一个代表多个包。',
  },
  pointClient: {
    en: 'Captured at the client, or near it: {toServer} to the server and back, {toClient} to the client.',
    zh: '抓包点在客户端或其附近：到服务器往返 {toServer}，到客户端往返 {toClient}。',
  },
  pointServer: {
    en: 'Captured at the server, or near it: {toServer} to the server and back, {toClient} to the client.',
    zh: '抓包点在服务器或其附近：到服务器往返 {toServer}，到客户端往返 {toClient}。',
  },
  pointBetween: {
    en: 'Captured between the ends: {toServer} to the server and back, {toClient} to the client.',
    zh: '抓包点在两端之间：到服务器往返 {toServer}，到客户端往返 {toClient}。',
  },
  pointUnknown: {
    en: 'Where it was captured cannot be told: {toServer} to the server and back, {toClient} to the client.',
    zh: '无法判断抓包点的位置：到服务器往返 {toServer}，到客户端往返 {toClient}。',
  },
} as const
