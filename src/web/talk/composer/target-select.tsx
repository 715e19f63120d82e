import { talkSentences as s } from '../sentences.ts'
import { t } from '../../store/settings.ts'
import { Select } from '../../ui/index.ts'
import { connectionOf, listenerOf, selected } from '../store.ts'
import { choiceHere, listenerHere, recipientsOf, targetChoice, type TargetChoice } from './target.ts'

/** One, several or all. */
export function TargetSelect() {
  const listener = listenerHere()
  const options: { value: TargetChoice; label: string }[] = []
  if (connectionOf(selected.value) !== undefined) options.push({ value: 'this', label: t(s.toThis) })
  if (listener !== undefined) {
    const port = listenerOf(listener)?.local.port ?? '?'
    options.push({
      value: 'listener',
      label: t(s.toListener, { port, count: recipientsOf('listener').length }),
    })
  }
  options.push({ value: 'picked', label: t(s.toPicked, { count: recipientsOf('picked').length }) })
  options.push({ value: 'all', label: t(s.toAll, { count: recipientsOf('all').length }) })
  return (
    <Select
      label={t(s.to)}
      value={choiceHere()}
      options={options}
      onChange={(choice) => (targetChoice.value = choice)}
    />
  )
}
