import { pageSentences as p } from '../../text/index.ts'
import { t } from '../store/settings.ts'
import { EmptyState } from '../ui/index.ts'

export function Learn() {
  return <EmptyState title={t(p.emptyLearnTitle)} text={t(p.emptyLearn)} />
}
