import { useSignal } from '@preact/signals'
import { type Evidence, explainSentences as e, pageLabSentences as s } from '../../lab/index.ts'
import { t } from '../store/settings.ts'
import { Button } from '../ui/index.ts'
import type { Shown } from './store.ts'

/** What the runs show, statement by statement, each with the packets that it rests on. */
export function Claims(props: {
  readonly shown: Shown
  readonly onEvidence: (evidence: readonly Evidence[]) => void
}) {
  const { shown, onEvidence } = props
  const chosen = useSignal<number | undefined>(undefined)
  const holding = shown.claims.filter(({ holds }) => holds).length
  return (
    <section class="lesson-claims">
      <h2>{t(e.shown)}</h2>
      <ul>
        {shown.claims.map(({ claim, holds, args, why, evidence }, index) => (
          <li
            key={claim.says.en}
            class={`${holds ? 'holds' : 'fails'} ${chosen.value === index ? 'chosen' : ''}`}
          >
            <span class="lesson-mark" aria-hidden="true">
              {holds ? '✓' : '✗'}
            </span>
            <div>
              <p>{t(claim.says, args)}</p>
              {!holds && <p class="lesson-why">{t(e.fails, { why: why ?? '' })}</p>}
              {evidence.length > 0 && (
                <Button
                  kind="quiet"
                  aria-pressed={chosen.value === index}
                  onClick={() => {
                    chosen.value = index
                    onEvidence(evidence)
                  }}
                >
                  {t(s.showEvidence)}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      <p class="quiet">{t(s.checked, { n: holding, all: shown.claims.length })}</p>
    </section>
  )
}
