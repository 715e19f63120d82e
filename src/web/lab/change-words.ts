import { writeTime } from '../../lab/index.ts'
import type { PacketChange } from '../../lab/index.ts'
import { diagramWords, pageLabSentences as s } from '../../text/index.ts'
import { t } from '../store/settings.ts'

const WORDS = { lose: s.loseOne, duplicate: s.duplicateOne, corrupt: s.corruptOne, delay: s.delayOne }

/** @returns What was done to a packet, in a few words. */
export function changeWords(change: PacketChange): string {
  const time = change.change === 'delay' ? writeTime(change.by) : ''
  return t(WORDS[change.change], { side: t(diagramWords[change.side]), n: change.number, time })
}
