import { describe, expect, it } from 'vitest'
import { type EndingFacts, endingText, judgeEnding, sayEnding } from './ending.ts'

/** Every order in which two ends can close, break off or never meet: the facts, and what is told. */
const tcp = { transport: 'tcp', connected: true } as const
const table: readonly (readonly [string, EndingFacts, string, string])[] = [
  [
    'fin by=us',
    { ...tcp, how: 'fin', firstCloser: 'us', fins: ['us', 'peer'] },
    'closed with FIN both ways, ours first',
    '双方都用 FIN 正常关闭，本端先关闭',
  ],
  [
    'fin by=peer',
    { ...tcp, how: 'fin', firstCloser: 'peer', fins: ['peer', 'us'] },
    'closed with FIN both ways, the peer first',
    '双方都用 FIN 正常关闭，对方先关闭',
  ],
  [
    'reset by=peer after=us',
    { ...tcp, how: 'reset', firstCloser: 'us', fins: ['us'], error: 'ECONNRESET' },
    'reset by the peer (RST), after our FIN',
    '本端先发 FIN，之后对方强制关闭（RST）',
  ],
  [
    'reset by=us after=peer',
    { ...tcp, how: 'reset', firstCloser: 'peer', fins: ['peer'], error: 'ECONNABORTED' },
    'reset by us (RST), after the peer’s FIN',
    '对方先发 FIN，之后本端强制关闭（RST）',
  ],
  [
    'reset by=us after=us',
    { ...tcp, how: 'reset', firstCloser: 'us', fins: ['us'], error: 'ECONNABORTED' },
    'reset by us (RST), after our FIN',
    '本端先发 FIN，之后强制关闭（RST）',
  ],
  [
    'reset by=peer after=peer',
    { ...tcp, how: 'reset', firstCloser: 'peer', fins: ['peer'], error: 'ECONNRESET' },
    'reset by the peer (RST), after its own FIN',
    '对方先发 FIN，之后强制关闭（RST）',
  ],
  [
    'reset by=us after=both',
    { ...tcp, how: 'reset', firstCloser: 'us', fins: ['us', 'peer'], error: 'ECONNABORTED' },
    'reset by us (RST), after FIN both ways',
    '双方都已发 FIN，之后本端强制关闭（RST）',
  ],
  [
    'reset by=peer after=both',
    { ...tcp, how: 'reset', firstCloser: 'peer', fins: ['peer', 'us'], error: 'ECONNRESET' },
    'reset by the peer (RST), after FIN both ways',
    '双方都已发 FIN，之后对方强制关闭（RST）',
  ],
  [
    'reset by=us',
    { ...tcp, how: 'reset', firstCloser: 'us', fins: [], error: 'ECONNABORTED' },
    'reset by us (RST)',
    '本端强制关闭（RST）',
  ],
  [
    'reset by=peer',
    { ...tcp, how: 'reset', firstCloser: 'peer', fins: [], error: 'ECONNRESET' },
    'reset by the peer (RST)',
    '对方强制关闭（RST）',
  ],
  [
    'reset by=us',
    { ...tcp, how: 'reset', firstCloser: 'us', fins: [], error: 'ECONNABORTED', bytesUnread: 1 },
    'reset by us (RST); 1 byte that had come was never read',
    '本端强制关闭（RST）；收到的数据有 1 字节从未读取',
  ],
  [
    'reset by=peer after=us',
    { ...tcp, how: 'reset', firstCloser: 'us', fins: ['us'], error: 'ECONNRESET', bytesUnread: 370_290 },
    'reset by the peer (RST), after our FIN; 370,290 bytes that had come were never read',
    '本端先发 FIN，之后对方强制关闭（RST）；收到的数据有 370,290 字节从未读取',
  ],
  [
    'silence by=peer',
    { ...tcp, how: 'error', fins: [], error: 'ETIMEDOUT' },
    'broken off: the peer no longer answered (ETIMEDOUT)',
    '连接中断：对方不再应答（ETIMEDOUT）',
  ],
  [
    'silence by=peer after=us',
    { ...tcp, how: 'error', firstCloser: 'us', fins: ['us'], error: 'ETIMEDOUT' },
    'closed by us (FIN); the peer’s FIN did not come in time (ETIMEDOUT)',
    '本端已关闭（FIN），对方的 FIN 没有及时到来（ETIMEDOUT）',
  ],
  [
    'silence by=peer after=peer',
    { ...tcp, how: 'error', firstCloser: 'peer', fins: ['peer'], error: 'ETIMEDOUT' },
    'broken off: the peer no longer answered (ETIMEDOUT)',
    '连接中断：对方不再应答（ETIMEDOUT）',
  ],
  [
    'broken',
    { ...tcp, how: 'error', fins: [], error: 'EHOSTUNREACH' },
    'connection broken (EHOSTUNREACH)',
    '连接中断（EHOSTUNREACH）',
  ],
  [
    'left by=us after=us',
    { ...tcp, how: 'left', firstCloser: 'us', fins: ['us'] },
    'closed by us (FIN), not waiting for the peer',
    '本端已关闭（FIN），不再等对方',
  ],
  [
    'left by=us after=both',
    { ...tcp, how: 'left', firstCloser: 'peer', fins: ['peer', 'us'] },
    'closed with FIN both ways, not waiting for the last ACK',
    '双方都已发 FIN，不再等最后的 ACK',
  ],
  [
    'refused by=peer',
    { transport: 'tcp', connected: false, how: 'error', fins: [], error: 'ECONNREFUSED' },
    'refused: an RST answered our SYN, nobody listens there (ECONNREFUSED)',
    '被拒绝：对 SYN 的应答是 RST，那里没有程序在监听（ECONNREFUSED）',
  ],
  [
    'unanswered by=peer',
    { transport: 'tcp', connected: false, how: 'error', fins: [], error: 'ETIMEDOUT' },
    'not connected: our SYN was not answered (ETIMEDOUT)',
    '没有连上：SYN 没有应答（ETIMEDOUT）',
  ],
  [
    'gave-up by=us',
    { transport: 'tcp', connected: false, how: 'error', fins: [], error: 'ECONNABORTED' },
    'given up by us before it was connected',
    '本端在连上之前放弃',
  ],
  [
    'not-connected',
    { transport: 'tcp', connected: false, how: 'error', fins: [], error: 'ENETUNREACH' },
    'not connected (ENETUNREACH)',
    '没有连上（ENETUNREACH）',
  ],
  [
    'unused',
    { transport: 'tcp', connected: false, how: 'fin', fins: [] },
    'closed before it was ever connected',
    '从未连接，已关闭',
  ],
  ['datagrams', { transport: 'udp', how: 'fin', firstCloser: 'us', fins: [] }, 'ended', '已结束'],
]

describe('how a connection ended', () => {
  it.each(table)('%s %j', (text, facts, en, zh) => {
    const ending = judgeEnding(facts)
    expect(endingText(ending)).toBe(text)
    expect(sayEnding(ending, 'en')).toBe(en)
    expect(sayEnding(ending, 'zh')).toBe(zh)
  })

  it('is told of an older record too, that has no FINs in it', () => {
    const reset = { transport: 'tcp', how: 'reset', firstCloser: 'us' } as const
    expect(endingText(judgeEnding({ ...reset, error: 'ECONNRESET' }))).toBe('reset by=peer after=us')
    expect(endingText(judgeEnding({ ...reset, error: 'ECONNABORTED' }))).toBe('reset by=us')
    expect(endingText(judgeEnding({ transport: 'tcp', how: 'fin', firstCloser: 'peer' }))).toBe('fin by=peer')
  })
})
