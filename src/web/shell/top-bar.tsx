import { pageSentences as p } from './sentences.ts'
import { showKey } from '../store/commands.ts'
import { route, viewNames } from '../store/route.ts'
import { chooseLang, chooseTheme, lang, t, theme, type Theme } from '../store/settings.ts'
import { workbench } from '../store/workbench.ts'
import { Button, Icon, Menu } from '../ui/index.ts'

export function TopBar(props: { readonly onPalette: () => void; readonly onKeys: () => void }) {
  return (
    <header class="top-bar">
      <a class="wordmark" href="#/" aria-label={`synfin: ${t(p.start)}`}>
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
          <path class="lane" d="M4 3v18M20 3v18" />
          <path d="M4 6l15 4M20 14L5 18" />
          <path d="M16 7l3.5 3-4.5 1.5M8 15l-3.5 3L9 19.5" />
        </svg>
        <span>synfin</span>
      </a>
      <Navigation place="top" />
      <div class="top-tools">
        <ServerState />
        <button type="button" class="button quiet palette-button" onClick={props.onPalette}>
          <Icon name="search" />
          <span class="wide-word">{t(p.palette)}</span>
          <kbd class="wide">{showKey('mod+k')}</kbd>
        </button>
        <Button
          kind="quiet"
          class="lang-button"
          label={t(p.switchLanguage)}
          lang={lang.value === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => chooseLang(lang.value === 'zh' ? 'en' : 'zh')}
        >
          {lang.value === 'zh' ? 'English' : '中文'}
        </Button>
        <ThemeMenu />
        <Button
          kind="quiet"
          class="wide"
          icon={<Icon name="keyboard" />}
          label={t(p.keys)}
          onClick={props.onKeys}
        />
      </div>
    </header>
  )
}

const themes = [
  ['system', p.themeSystem, 'screen'],
  ['light', p.themeLight, 'sun'],
  ['dark', p.themeDark, 'moon'],
] as const

function ThemeMenu() {
  const icon = themes.find(([name]) => name === theme.value)?.[2] ?? 'screen'
  const items = themes.map(([name, title]) => ({
    id: name,
    label: t(title),
    isChecked: theme.value === name,
    run: () => chooseTheme(name satisfies Theme),
  }))
  return (
    <Menu label={t(p.theme)} items={items}>
      <Icon name={icon} />
    </Menu>
  )
}

/** Where the page stands with the workbench; a mark and a word. */
function ServerState() {
  const words = {
    none: p.serverNone,
    connecting: p.serverConnecting,
    open: p.serverOpen,
    lost: p.serverLost,
    refused: p.serverRefused,
    version: p.serverRefused,
  }
  const state = workbench.state.value
  return (
    <span class={`server-state ${state}`} role="status" data-state={state}>
      <span class="mark" aria-hidden="true" />
      <span class="server-word">{t(p.serverLabel, { state: t(words[state]) })}</span>
    </span>
  )
}

/** The four views: in the top bar, on a phone at the bottom. */
export function Navigation({ place }: { readonly place: 'top' | 'bottom' }) {
  const { view } = route.value
  return (
    <nav class={`views ${place}`} aria-label={t(p.views)}>
      {viewNames.map((name, i) => (
        <a
          key={name}
          href={`#/${name}`}
          aria-current={view === name ? 'page' : undefined}
          title={`${t(p[name])} (${i + 1})`}
        >
          {t(p[name])}
        </a>
      ))}
    </nav>
  )
}
