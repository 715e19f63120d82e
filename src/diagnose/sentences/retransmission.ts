/** What was sent more than once, and what came out of order. */
export const retransmissionSentences = {
  loss: {
    en: '{count|# segment|# segments} from {who} ({bytes|# byte|# bytes}) were lost and retransmitted: {before|#} before this capture point, {beyond|#} behind it.',
    zh: '{who}的 {count|#} 个报文段（{bytes|#} 字节）丢失后重传：{before|#} 个在抓包点之前丢失，{beyond|#} 个在其之后。',
  },
  lossBefore: {
    en: 'Lost between {who} and this capture point, and retransmitted: {count|# segment|# segments} ({bytes|# byte|# bytes}).',
    zh: '在{who}与抓包点之间丢失并重传：{count|#} 个报文段（{bytes|#} 字节）。',
  },
  lossBeyond: {
    en: 'Lost behind this capture point on the way from {who}, and retransmitted: {count|# segment|# segments} ({bytes|# byte|# bytes}).',
    zh: '{who}发出后在抓包点之后丢失并重传：{count|#} 个报文段（{bytes|#} 字节）。',
  },
  tailLoss: {
    en: 'The last segment of a burst from {who} was lost {count|once|# times}: nothing behind it could report that, so a tail loss probe sent it once more after {waited} in all.',
    zh: '{who}一批数据的最后一个报文段丢失了 {count|#} 次：后面没有数据可以报告缺口，由尾部丢包探测重传，共等待 {waited}。',
  },
  rto: {
    en: "{who}'s retransmission timer ran out {count|once|# times} ({segments|# segment|# segments} retransmitted): it waited {waited} for an ACK that did not come.",
    zh: '{who}发生 {count|#} 次超时重传（共重传 {segments|#} 个报文段）：等待确认 {waited} 未果。',
  },
  rtoUnseen: {
    en: '{who} retransmitted {segments|# segment|# segments}, probably by its timer; the first sending was lost before this capture point, so how long it waited is not known.',
    zh: '{who}重传了 {segments|#} 个报文段，很可能是超时重传；第一次发送在抓包点之前丢失，等了多久无从得知。',
  },
  blackout: {
    en: 'Nothing came through for {lasted}: {who} retransmitted {count|once|# times} in vain, then the path carried packets again.',
    zh: '路径中断了 {lasted}：{who}重传 {count|#} 次均无结果，之后恢复。',
  },
  spuriousRetransmission: {
    en: '{who} retransmitted {count|# segment|# segments} ({bytes|# byte|# bytes}) that had arrived all the same (D-SACK or an echoed timestamp proves it): late, not lost.',
    zh: '{who}重传的 {count|#} 个报文段（{bytes|#} 字节）其实已经到达（由 D-SACK 或回显的时间戳证明），属于虚假重传：只是迟到，没有丢失。',
  },
  spuriousRto: {
    en: "{who}'s retransmission timer ran out {count|once|# times} too early: what it retransmitted had arrived (D-SACK or an echoed timestamp proves it). The path was late, not lossy.",
    zh: '{who}的超时重传有 {count|#} 次过早：数据其实已经到达（由 D-SACK 或回显的时间戳证明）。路径只是变慢，没有丢包。',
  },
  lostAgain: {
    en: '{count|# retransmission|# retransmissions} of {who} were lost as well.',
    zh: '{who}的 {count|#} 次重传也丢失了。',
  },
  reordering: {
    en: '{count|# segment|# segments} from {who} came out of order, up to {longest} late: the path reorders, nothing was lost.',
    zh: '{who}的 {count|#} 个报文段乱序到达，最多迟 {longest}：路径改变了顺序，没有丢失。',
  },
  reorderingUntimed: {
    en: '{count|# segment|# segments} from {who} came out of order: the path reorders, nothing was lost.',
    zh: '{who}的 {count|#} 个报文段乱序到达：路径改变了顺序，没有丢失。',
  },
} as const
