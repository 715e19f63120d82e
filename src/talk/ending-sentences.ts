/** How a connection ended and who did it, a clause each: the words of `judgeEnding` (socket/). */
export const endingSentences = {
  fin: { en: 'closed with FIN both ways', zh: '双方都用 FIN 正常关闭' },
  finUs: { en: 'closed with FIN both ways, ours first', zh: '双方都用 FIN 正常关闭，本端先关闭' },
  finPeer: { en: 'closed with FIN both ways, the peer first', zh: '双方都用 FIN 正常关闭，对方先关闭' },
  left: { en: 'closed by us (FIN), not waiting for the peer', zh: '本端已关闭（FIN），不再等对方' },
  leftLast: {
    en: 'closed with FIN both ways, not waiting for the last ACK',
    zh: '双方都已发 FIN，不再等最后的 ACK',
  },
  resetUs: { en: 'reset by us (RST)', zh: '本端强制关闭（RST）' },
  resetUsAfterOurs: {
    en: 'reset by us (RST), after our FIN',
    zh: '本端先发 FIN，之后强制关闭（RST）',
  },
  resetUsAfterTheirs: {
    en: 'reset by us (RST), after the peer’s FIN',
    zh: '对方先发 FIN，之后本端强制关闭（RST）',
  },
  resetUsAfterBoth: {
    en: 'reset by us (RST), after FIN both ways',
    zh: '双方都已发 FIN，之后本端强制关闭（RST）',
  },
  resetPeer: { en: 'reset by the peer (RST)', zh: '对方强制关闭（RST）' },
  resetPeerAfterOurs: {
    en: 'reset by the peer (RST), after our FIN',
    zh: '本端先发 FIN，之后对方强制关闭（RST）',
  },
  resetPeerAfterTheirs: {
    en: 'reset by the peer (RST), after its own FIN',
    zh: '对方先发 FIN，之后强制关闭（RST）',
  },
  resetPeerAfterBoth: {
    en: 'reset by the peer (RST), after FIN both ways',
    zh: '双方都已发 FIN，之后对方强制关闭（RST）',
  },
  silence: {
    en: 'broken off: the peer no longer answered ({code})',
    zh: '连接中断：对方不再应答（{code}）',
  },
  silenceAfterOurs: {
    en: 'closed by us (FIN); the peer’s FIN did not come in time ({code})',
    zh: '本端已关闭（FIN），对方的 FIN 没有及时到来（{code}）',
  },
  broken: { en: 'connection broken ({code})', zh: '连接中断（{code}）' },
  refused: {
    en: 'refused: an RST answered our SYN, nobody listens there ({code})',
    zh: '被拒绝：对 SYN 的应答是 RST，那里没有程序在监听（{code}）',
  },
  unanswered: {
    en: 'not connected: our SYN was not answered ({code})',
    zh: '没有连上：SYN 没有应答（{code}）',
  },
  gaveUp: { en: 'given up by us before it was connected', zh: '本端在连上之前放弃' },
  notConnected: { en: 'not connected ({code})', zh: '没有连上（{code}）' },
  unused: { en: 'closed before it was ever connected', zh: '从未连接，已关闭' },
  datagrams: { en: 'ended', zh: '已结束' },
  unread: {
    en: '{clause}; {unread|# byte that had come was|# bytes that had come were} never read',
    zh: '{clause}；收到的数据有 {unread|#} 字节从未读取',
  },
} as const
