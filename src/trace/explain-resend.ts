import { sayDuration } from '../say/index.ts'
import type { Telling } from './telling.ts'
import type { Resend, TracedSegment } from './types.ts'

/** Why bytes were sent again: what their sender had been told, or had waited for. */
export function tellResent(segment: TracedSegment): Telling {
  const { resend } = segment
  if (resend === undefined || resend.previous === undefined) return tellUnseen(segment)
  if (resend.acknowledged) return { key: 'resentNeedless' }
  switch (segment.cause) {
    case 'fast':
      if (resend.duplicates >= 3) return asked(segment, resend)
      return { key: resend.sacked ? 'resentSack' : 'resentFast' }
    case 'tlp':
      return timed(resend, 'resentProbe', 'resentProbeUntimed')
    case 'rto':
      return resend.afterTimeout
        ? { key: 'resentAfterTimeout' }
        : timed(resend, 'resentTimeout', 'resentTimeoutUntimed')
    default:
      return resend.duplicates >= 3 ? asked(segment, resend) : timed(resend, 'resentTimer', 'resentPlain')
  }
}

function asked(segment: TracedSegment, { duplicates }: Resend): Telling {
  return { key: 'resentDuplicates', args: { count: duplicates, first: segment.relSeq } }
}

/** A time that is not known is not said. */
function timed({ waited }: Resend, key: Telling['key'], untimed: Telling['key']): Telling {
  return waited === undefined ? { key: untimed } : { key, args: { time: sayDuration(waited) } }
}

/** Its first sending was not seen: the cause is what is likely, if anything. */
function tellUnseen(segment: TracedSegment): Telling {
  if (segment.likely === true) return { key: 'resentUnseenLikely' }
  switch (segment.cause) {
    case 'fast':
      return { key: 'resentUnseenFast' }
    case 'rto':
      return { key: 'resentUnseenTimeout' }
    default:
      return { key: 'resentUnseen' }
  }
}
