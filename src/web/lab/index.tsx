import { pageSentences as p } from '../../text/index.ts'
import { t } from '../store/settings.ts'
import { EmptyState } from '../ui/index.ts'

export function Lab() {
  return <EmptyState title={t(p.emptyLabTitle)} text={t(p.emptyLab)} />
}
