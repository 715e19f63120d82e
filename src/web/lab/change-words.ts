import { writeTime, type PacketChange, pageLabSentences as s } from '../../lab/index.ts'
import { diagramWords } from '../../diagram/index.ts'
import { t } from '../store/settings.ts'

const WORDS = { lose: s.loseOne, duplicate: s.duplicateOne, corrupt: s.corruptOne, delay: s.delayOne }

/** @returns What was done to a packet, in a few words. */
export function changeWords(change: PacketChange): string {
  const time = change.change === 'delay' ? writeTime(change.by) : ''
  return t(WORDS[change.change], { side: t(diagramWords[change.side]), n: change.number, time })
}
