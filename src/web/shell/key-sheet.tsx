import { pageSentences as p } from './sentences.ts'
import type { Sentence } from '../../say/index.ts'
import { commandsNow, showKey, type PageCommand } from '../store/commands.ts'
import { chooseSingleKeys, singleKeys, t } from '../store/settings.ts'
import { Check, Dialog } from '../ui/index.ts'

/** Every key that does something where you are, made from the commands themselves. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const groups = new Map<Sentence, PageCommand[]>()
  for (const command of commandsNow()) {
    if (command.keys === undefined) continue
    const group = groups.get(command.group) ?? []
    group.push(command)
    groups.set(command.group, group)
  }
  return (
    <Dialog title={t(p.keys)} onClose={onClose} class="key-sheet">
      <div class="key-groups">
        {[...groups].map(([group, commands]) => (
          <section key={group.en}>
            <h3>{t(group)}</h3>
            <dl>
              {commands.map((command) => (
                <div key={command.id}>
                  <dt>
                    {command.keys?.map((key) => (
                      <kbd key={key}>{showKey(key)}</kbd>
                    ))}
                  </dt>
                  <dd>{t(command.title)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Check label={t(p.keysToggle)} isOn={singleKeys.value} onChange={chooseSingleKeys} />
    </Dialog>
  )
}
