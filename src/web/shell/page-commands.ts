import { pageSentences as p } from './sentences.ts'
import type { PageCommand } from '../store/commands.ts'
import { go, route, viewNames } from '../store/route.ts'
import { chooseLang, chooseTheme, lang } from '../store/settings.ts'

/** What can be done from everywhere. */
export function pageCommands(open: {
  readonly palette: () => void
  readonly keys: () => void
  readonly openCapture: () => void
}): readonly PageCommand[] {
  return [
    { id: 'connect', title: p.doConnect, group: p.groupDo, keys: ['c'], run: () => ask('connect') },
    { id: 'listen', title: p.doListen, group: p.groupDo, keys: ['l'], run: () => ask('listen') },
    { id: 'open', title: p.doOpen, group: p.groupDo, keys: ['o'], run: open.openCapture },
    { id: 'demo', title: p.doDemo, group: p.groupDo, run: () => go('#/lab') },
    ...viewNames.map((view, i) => ({
      id: `go-${view}`,
      title: p[view],
      group: p.groupGo,
      keys: [String(i + 1)],
      run: () => go(`#/${view}`),
    })),
    { id: 'go-start', title: p.start, group: p.groupGo, keys: ['0'], run: () => go('#/') },
    {
      id: 'palette',
      title: p.palette,
      group: p.groupPage,
      keys: ['mod+k'],
      run: open.palette,
      isKeyOnly: true,
    },
    { id: 'keys', title: p.keys, group: p.groupPage, keys: ['?'], run: open.keys },
    {
      id: 'language',
      title: p.switchLanguage,
      group: p.groupPage,
      run: () => chooseLang(lang.value === 'zh' ? 'en' : 'zh'),
    },
    { id: 'theme-light', title: p.themeLight, group: p.theme, run: () => chooseTheme('light') },
    { id: 'theme-dark', title: p.themeDark, group: p.theme, run: () => chooseTheme('dark') },
    { id: 'theme-system', title: p.themeSystem, group: p.theme, run: () => chooseTheme('system') },
  ]
}

/** Opens a dialog of Talk; what is looked at there stays. */
function ask(what: 'connect' | 'listen'): void {
  const { view, rest } = route.value
  go(
    `#/talk${view === 'talk' && rest !== '' ? `/${rest}` : ''}?do=${what}`,
    view === 'talk' ? 'replace' : 'push',
  )
}
