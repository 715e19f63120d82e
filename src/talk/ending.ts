import { endingSentences as s } from './ending-sentences.ts'
import { type Lang, say, type Sentence } from '../say/index.ts'

/** One of the two ends, as this end sees them. */
export type End = 'us' | 'peer'

/**
 * What is known of how a connection ended, as plain data: a `CloseRecord`, with what was asked of it. Of a record that
 * another version wrote, some may be missing.
 */
export interface EndingFacts {
  readonly transport: 'tcp' | 'udp'
  /** `left`: our FIN is out, and the program did not wait for the rest. `datagrams`: UDP. */
  readonly how: 'fin' | 'reset' | 'error' | 'left' | 'datagrams'
  /** Whose FIN or RST came first. */
  readonly firstCloser?: End | undefined
  /** Whose FINs were sent and seen, in this order. */
  readonly fins?: readonly End[] | undefined
  /** ECONNRESET: the peer's RST came. ECONNABORTED: ours went out, or the attempt was given up. */
  readonly error?: string | undefined
  /** The handshake had been completed; true when absent. */
  readonly connected?: boolean | undefined
  readonly bytesUnread?: number | undefined
}

/**
 * How a connection ended and who did it.
 *
 * - `fin`: both directions ended in order; `by` closed first.
 * - `left`: our FIN is out, the rest was not waited for.
 * - `reset`: a RST of `by` ended it, after the FINs of `after`.
 * - `silence`: the peer no longer answered; `broken`: something else ended it (`code`).
 * - `refused`: a RST answered our SYN; `unanswered`: nothing did; `gave-up`: we no longer wanted it;
 *   `not-connected`: it failed otherwise (`code`); `unused`: it was never tried.
 * - `datagrams`: UDP, which has no connection to end.
 */
export interface ConversationEnding {
  readonly kind:
    | 'fin'
    | 'left'
    | 'reset'
    | 'silence'
    | 'broken'
    | 'refused'
    | 'unanswered'
    | 'gave-up'
    | 'not-connected'
    | 'unused'
    | 'datagrams'
  /** Who did it; undefined where nobody did, or it is not known. */
  readonly by: End | undefined
  /** Whose FIN or RST was the first. */
  readonly first: End | undefined
  /** Whose FINs had been seen by then. */
  readonly after: 'none' | End | 'both'
  /** A POSIX code where it ended badly. */
  readonly code: string | undefined
  readonly bytesUnread: number
}

/** The one judge of how a connection ended: every sentence, event and picture that tells it asks here. */
export function judgeEnding(facts: EndingFacts): ConversationEnding {
  const { transport, how, firstCloser, error, connected = true, bytesUnread = 0 } = facts
  const code = how === 'fin' || how === 'left' ? undefined : error
  const after = finsOf(facts)
  const first = facts.fins?.[0] ?? firstCloser
  const ending = (kind: ConversationEnding['kind'], by?: End): ConversationEnding => ({
    kind,
    by,
    first,
    after,
    code,
    bytesUnread,
  })
  if (transport === 'udp') return ending('datagrams')
  if (!connected) return ending(...judgeAttempt(how, error))
  if (how === 'left') return ending('left', 'us')
  if (how === 'fin') return ending('fin', first)
  // Whose FIN was first says nothing about whose RST it was: only the error does.
  if (error === 'ECONNRESET') return ending('reset', 'peer')
  if (error === 'ECONNABORTED') return ending('reset', 'us')
  return error === 'ETIMEDOUT' ? ending('silence', 'peer') : ending('broken')
}

function judgeAttempt(
  how: EndingFacts['how'],
  error: string | undefined,
): [ConversationEnding['kind'], End?] {
  if (how === 'fin' && error === undefined) return ['unused']
  if (error === 'ECONNREFUSED') return ['refused', 'peer']
  if (error === 'ECONNRESET') return ['reset', 'peer']
  if (error === 'ETIMEDOUT') return ['unanswered', 'peer']
  return error === undefined || error === 'ECONNABORTED' ? ['gave-up', 'us'] : ['not-connected']
}

function finsOf({ how, firstCloser, error, fins }: EndingFacts): ConversationEnding['after'] {
  if (fins === undefined) return finsOfOlder(how, firstCloser, error)
  if (fins.includes('us') && fins.includes('peer')) return 'both'
  return fins[0] ?? 'none'
}

/** Where the FINs were not kept: who came first sent one, unless what came first was the RST. */
function finsOfOlder(
  how: EndingFacts['how'],
  first: End | undefined,
  error: string | undefined,
): ConversationEnding['after'] {
  if (how === 'fin') return 'both'
  const resetBy = error === 'ECONNRESET' ? 'peer' : error === 'ECONNABORTED' ? 'us' : undefined
  return first === resetBy ? 'none' : (first ?? 'none')
}

/** @returns An ending in the fixed words of a transcript: `fin by=us`, `reset by=peer after=us`. */
export function endingText({ kind, by, after }: ConversationEnding): string {
  const behind = kind === 'fin' || after === 'none' ? '' : ` after=${after}`
  return `${kind}${by === undefined ? '' : ` by=${by}`}${behind}`
}

/** @returns An ending in words, a clause: `reset by the peer (RST), after our FIN`. */
export function sayEnding(ending: ConversationEnding, lang: Lang): string {
  const clause = say(sentenceOf(ending), lang, { code: ending.code ?? '?' })
  return ending.bytesUnread === 0 ? clause : say(s.unread, lang, { clause, unread: ending.bytesUnread })
}

const BY_AFTER = {
  us: { none: s.resetUs, us: s.resetUsAfterOurs, peer: s.resetUsAfterTheirs, both: s.resetUsAfterBoth },
  peer: {
    none: s.resetPeer,
    us: s.resetPeerAfterOurs,
    peer: s.resetPeerAfterTheirs,
    both: s.resetPeerAfterBoth,
  },
} as const

function sentenceOf({ kind, by, after }: ConversationEnding): Sentence {
  switch (kind) {
    case 'fin':
      return by === undefined ? s.fin : by === 'us' ? s.finUs : s.finPeer
    case 'left':
      return after === 'both' ? s.leftLast : s.left
    case 'reset':
      return BY_AFTER[by ?? 'peer'][after]
    case 'silence':
      return after === 'us' ? s.silenceAfterOurs : s.silence
    case 'broken':
      return s.broken
    case 'refused':
      return s.refused
    case 'unanswered':
      return s.unanswered
    case 'gave-up':
      return s.gaveUp
    case 'not-connected':
      return s.notConnected
    case 'unused':
      return s.unused
    default:
      return s.datagrams
  }
}
