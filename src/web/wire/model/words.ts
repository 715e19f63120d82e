import { explainSegment, type ConnectionTrace } from '../../../trace/index.ts'
import type { Lang } from '../../../say/index.ts'

/** What is in sight, and a little more. */
const MOST = 2_000

/** @returns Says a segment in words; what was said lately is remembered. */
export function sentenceBook(trace: ConnectionTrace, lang: Lang): (segment: number) => string {
  const said = new Map<number, string>()
  return (segment) => {
    const known = said.get(segment)
    if (known !== undefined) return known
    const sentence = explainSegment(trace, segment, lang)
    if (said.size >= MOST) said.clear()
    said.set(segment, sentence)
    return sentence
  }
}
