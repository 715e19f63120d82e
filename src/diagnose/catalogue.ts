/** Every finding there is: its family, how grave it is, the lesson that explains it. */

/** What a finding is about. */
export type FindingFamily = 'capture' | 'opening' | 'waiting' | 'retransmission' | 'rate' | 'path' | 'ending'

/** `error`: something failed. `warning`: time or data was lost. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note'

/** What is the same for all findings of one id. */
export interface FindingKind {
  readonly family: FindingFamily
  readonly severity: Severity
  /** The lesson of `synfin explain` that shows it. */
  readonly lesson?: string
}

const kinds = {
  'missing-from-capture': { family: 'capture', severity: 'note' },
  'one-direction': { family: 'capture', severity: 'note' },
  'duplicate-capture': { family: 'capture', severity: 'note' },
  'capture-drops': { family: 'capture', severity: 'warning' },
  'clock-step': { family: 'capture', severity: 'warning' },
  'truncated-payload': { family: 'capture', severity: 'note' },
  'started-midway': { family: 'capture', severity: 'note' },
  'segmentation-offload': { family: 'capture', severity: 'note' },
  'capture-point': { family: 'capture', severity: 'note' },

  'no-answer': { family: 'opening', severity: 'error', lesson: 'handshake' },
  refused: { family: 'opening', severity: 'error', lesson: 'reset' },
  'syn-lost': { family: 'opening', severity: 'warning', lesson: 'handshake' },
  'syn-ack-lost': { family: 'opening', severity: 'warning', lesson: 'handshake' },
  'syn-ack-ignored': { family: 'opening', severity: 'error', lesson: 'handshake' },
  'accept-stalled': { family: 'opening', severity: 'warning', lesson: 'backlog' },
  'time-wait-reuse': { family: 'opening', severity: 'error', lesson: 'time-wait' },
  'conflicting-syn-ack': { family: 'opening', severity: 'warning', lesson: 'handshake' },
  'no-window-scaling': { family: 'opening', severity: 'note', lesson: 'window' },
  'no-sack': { family: 'opening', severity: 'note', lesson: 'retransmission' },
  'small-mss': { family: 'opening', severity: 'note' },

  'slow-server': { family: 'waiting', severity: 'warning' },
  'slow-client': { family: 'waiting', severity: 'note' },
  'high-rtt': { family: 'waiting', severity: 'note' },
  'nagle-delayed-ack': { family: 'waiting', severity: 'warning', lesson: 'acknowledgement' },
  'delayed-ack': { family: 'waiting', severity: 'note', lesson: 'acknowledgement' },
  'zero-window': { family: 'waiting', severity: 'warning', lesson: 'window' },
  idle: { family: 'waiting', severity: 'note' },

  loss: { family: 'retransmission', severity: 'warning', lesson: 'retransmission' },
  'tail-loss': { family: 'retransmission', severity: 'warning', lesson: 'retransmission' },
  rto: { family: 'retransmission', severity: 'warning', lesson: 'retransmission' },
  blackout: { family: 'retransmission', severity: 'warning', lesson: 'retransmission' },
  reordering: { family: 'retransmission', severity: 'note', lesson: 'retransmission' },
  'spurious-retransmission': { family: 'retransmission', severity: 'note', lesson: 'retransmission' },
  'spurious-rto': { family: 'retransmission', severity: 'warning', lesson: 'retransmission' },
  'lost-retransmission': { family: 'retransmission', severity: 'warning', lesson: 'retransmission' },

  'receiver-limited': { family: 'rate', severity: 'warning', lesson: 'window' },
  'window-ceiling': { family: 'rate', severity: 'warning', lesson: 'window' },
  'application-limited': { family: 'rate', severity: 'note' },

  'mtu-icmp': { family: 'path', severity: 'warning' },
  'mtu-black-hole': { family: 'path', severity: 'error' },
  'icmp-unreachable': { family: 'path', severity: 'error' },
  'injected-reset': { family: 'path', severity: 'error', lesson: 'reset' },
  'duplicated-by-path': { family: 'path', severity: 'note' },
  'ecn-marked': { family: 'path', severity: 'note', lesson: 'congestion' },

  'reset-unread-data': { family: 'ending', severity: 'error', lesson: 'reset' },
  'reset-after-close': { family: 'ending', severity: 'error', lesson: 'reset' },
  'reset-by-program': { family: 'ending', severity: 'error', lesson: 'reset' },
  'dead-peer': { family: 'ending', severity: 'error', lesson: 'end-of-stream' },
  'half-open': { family: 'ending', severity: 'error', lesson: 'reset' },
  abandoned: { family: 'ending', severity: 'error' },
  'keep-alive': { family: 'ending', severity: 'note' },
  'fin-unanswered': { family: 'ending', severity: 'warning', lesson: 'half-close' },
} as const

/** The name of a finding. It is the same in every language and never changes its meaning. */
export type FindingId = keyof typeof kinds

/** Every id with what holds for all its findings, in the order of docs/diagnosis.md. */
export const FINDINGS: Readonly<Record<FindingId, FindingKind>> = kinds
