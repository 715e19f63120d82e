import { pageLabSentences as s } from '../../lab/index.ts'
import { t } from '../store/settings.ts'
import { toast } from '../store/toasts.ts'
import { Button, Icon, Select } from '../ui/index.ts'
import { changeWords } from './change-words.ts'
import { compare, scenario, undo, undoAll } from './store.ts'

/** What was done to packets by hand, each of them to be taken back, and what the run is laid beside. */
export function Changes() {
  const { changes } = scenario.value
  const copy = (
    <Button class="lab-copy" onClick={copyLink}>
      {t(s.copyLink)}
    </Button>
  )
  if (changes.length === 0) {
    return (
      <div class="lab-changes">
        <p class="quiet">{t(s.changesNone)}</p>
        {copy}
      </div>
    )
  }
  return (
    <div class="lab-changes">
      <ul class="lab-chips" aria-label={t(s.changes)}>
        {changes.map((change, index) => {
          const words = changeWords(change)
          return (
            <li key={`${index} ${words}`} class="lab-chip">
              <span>{words}</span>
              <Button
                kind="quiet"
                icon={<Icon name="close" />}
                label={t(s.undoOne, { change: words })}
                onClick={() => undo(index)}
              />
            </li>
          )
        })}
      </ul>
      <Button onClick={() => undo()}>{t(s.undoLast)}</Button>
      {changes.length > 1 && <Button onClick={undoAll}>{t(s.undoAll)}</Button>}
      <Select
        label={t(s.compare)}
        value={compare.value}
        options={[
          { value: 'off', label: t(s.compareOff) },
          { value: 'last', label: t(s.compareLast) },
          ...(changes.length > 1 ? [{ value: 'none' as const, label: t(s.compareNone) }] : []),
        ]}
        onChange={(value) => (compare.value = value)}
      />
      {copy}
    </div>
  )
}

function copyLink(): void {
  const copied = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error('no clipboard'))
  copied.then(
    () => toast(t(s.copied), 'good'),
    () => toast(t(s.notCopied), 'bad'),
  )
}
