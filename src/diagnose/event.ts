import { EVENT_VERSION, type Lang } from '../say/index.ts'
import { FINDINGS } from './catalogue.ts'
import { adviseFinding, explainFinding } from './explain.ts'
import type { Finding } from './types.ts'

/** A finding as `--json` writes it (docs/json.md). */
export type FindingEvent = Readonly<Record<string, unknown>> & {
  readonly v: number
  readonly type: 'finding'
}

/** @returns The finding with plain values only. What does not apply is absent. */
export function findingEvent(finding: Finding, lang: Lang): FindingEvent {
  const { id, connection, side, confidence, start, end, cost, frames, values } = finding
  const { family, severity, lesson } = FINDINGS[id]
  const remedy = adviseFinding(finding, lang)
  return {
    v: EVENT_VERSION,
    type: 'finding',
    time: start,
    id,
    family,
    severity,
    ...(connection === undefined ? {} : { connection }),
    side,
    confidence,
    start,
    end,
    cost,
    frames,
    values,
    message: explainFinding(finding, lang),
    ...(remedy === undefined ? {} : { remedy }),
    ...(lesson === undefined ? {} : { lesson }),
  }
}
