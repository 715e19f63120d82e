import { pageSentences as p } from './sentences.ts'
import { t } from '../store/settings.ts'
import { workbench } from '../store/workbench.ts'

/** A line under the top bar while the workbench does not answer, and what helps. */
export function ServerNotice() {
  const state = workbench.state.value
  if (state !== 'lost' && state !== 'refused' && state !== 'version') return null
  const sentence = { lost: p.serverLostLong, refused: p.serverRefusedLong, version: p.serverOtherVersion }[
    state
  ]
  return (
    <p class="server-notice" role="alert">
      {t(sentence)}
    </p>
  )
}
