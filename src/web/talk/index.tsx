import { pageSentences as p } from '../../text/index.ts'
import { t } from '../store/settings.ts'
import { EmptyState } from '../ui/index.ts'

export function Talk() {
  return <EmptyState title={t(p.whatTalk)} text={t(p.aboutListen)} />
}
