import { sayDuration } from '../../say/index.ts'
import type { Explanation } from './explanation.ts'
import type { Retransmission, TracedSegment } from '../types.ts'

/** Why bytes were retransmitted: what had been reported to their sender, or what it had waited for. */
export function explainRetransmission(segment: TracedSegment): Explanation {
  const { retransmission } = segment
  if (retransmission === undefined || retransmission.previous === undefined) return explainUnseen(segment)
  if (retransmission.acknowledged) return { key: 'retransmittedAcknowledged' }
  switch (segment.cause) {
    case 'fast':
      if (retransmission.duplicates >= 3) return reported(segment, retransmission)
      return { key: retransmission.sacked ? 'retransmittedSack' : 'retransmittedFast' }
    case 'tlp':
      return timed(retransmission, 'retransmittedTlp', 'retransmittedTlpUntimed')
    case 'rto':
      return retransmission.afterTimeout
        ? { key: 'retransmittedAfterRto' }
        : timed(retransmission, 'retransmittedRto', 'retransmittedRtoUntimed')
    default:
      return retransmission.duplicates >= 3
        ? reported(segment, retransmission)
        : timed(retransmission, 'retransmittedTimer', 'retransmittedPlain')
  }
}

function reported(segment: TracedSegment, { duplicates }: Retransmission): Explanation {
  return { key: 'retransmittedDuplicates', args: { count: duplicates, first: segment.relSeq } }
}

/** A time that is not known is not said. */
function timed(
  { waited }: Retransmission,
  key: Explanation['key'],
  untimed: Explanation['key'],
): Explanation {
  return waited === undefined ? { key: untimed } : { key, args: { time: sayDuration(waited) } }
}

/** Its first sending was not seen: the cause is what is likely, if anything. */
function explainUnseen(segment: TracedSegment): Explanation {
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
