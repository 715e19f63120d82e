import { pageSentences as p } from '../../text/index.ts'
import { t } from '../store/settings.ts'
import { EmptyState } from '../ui/index.ts'

export function Wire() {
  return <EmptyState title={t(p.emptyWireTitle)} text={t(p.emptyWire)} />
}
