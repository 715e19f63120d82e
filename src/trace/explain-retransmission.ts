import { sayDuration } from '../say/index.ts'
import type { Telling } from './telling.ts'
import type { Retransmission, TracedSegment } from './types.ts'

/** Why bytes were retransmitted: what their sender had been told, or had waited for. */
export function explainRetransmission(segment: TracedSegment): Telling {
  const { retransmission } = segment
  if (retransmission === undefined || retransmission.previous === undefined) return tellUnseen(segment)
  if (retransmission.acknowledged) return { key: 'retransmittedAcknowledged' }
  switch (segment.cause) {
    case 'fast':
      if (retransmission.duplicates >= 3) return asked(segment, retransmission)
      return { key: retransmission.sacked ? 'retransmittedSack' : 'retransmittedFast' }
    case 'tlp':
      return timed(retransmission, 'retransmittedTlp', 'retransmittedTlpUntimed')
    case 'rto':
      return retransmission.afterTimeout
        ? { key: 'retransmittedAfterRto' }
        : timed(retransmission, 'retransmittedRto', 'retransmittedRtoUntimed')
    default:
      return retransmission.duplicates >= 3
        ? asked(segment, retransmission)
        : timed(retransmission, 'retransmittedTimer', 'retransmittedPlain')
  }
}

function asked(segment: TracedSegment, { duplicates }: Retransmission): Telling {
  return { key: 'retransmittedDuplicates', args: { count: duplicates, first: segment.relSeq } }
}

/** A time that is not known is not said. */
function timed({ waited }: Retransmission, key: Telling['key'], untimed: Telling['key']): Telling {
  return waited === undefined ? { key: untimed } : { key, args: { time: sayDuration(waited) } }
}

/** Its first sending was not seen: the cause is what is likely, if anything. */
function tellUnseen(segment: TracedSegment): Telling {
  if (segment.likely === true) return { key: 'retransmittedUnseenLikely' }
  switch (segment.cause) {
    case 'fast':
      return { key: 'retransmittedUnseenFast' }
    case 'rto':
      return { key: 'retransmittedUnseenRto' }
    default:
      return { key: 'retransmittedUnseen' }
  }
}
