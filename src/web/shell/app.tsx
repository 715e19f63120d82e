import './shell.css'
import { useSignal } from '@preact/signals'
import { pageSentences as p } from './sentences.ts'
import { useCommands } from '../store/commands.ts'
import { route } from '../store/route.ts'
import { t } from '../store/settings.ts'
import { DropCapture, pickCapture } from './captures.tsx'
import { pageCommands } from './page-commands.ts'
import { KeySheet } from './key-sheet.tsx'
import { Palette } from './palette.tsx'
import { Start } from './start.tsx'
import { Toasts } from './toasts.tsx'
import { Navigation, TopBar } from './top-bar.tsx'
import { ViewHost } from './view-host.tsx'
import { ServerNotice } from './server-notice.tsx'

/** The frame of the page: what is around the view, and above it. */
export function App() {
  const above = useSignal<'palette' | 'keys' | undefined>(undefined)
  const open = (what: 'palette' | 'keys') => () => (above.value = what)
  useCommands(pageCommands({ palette: open('palette'), keys: open('keys'), openCapture: pickCapture }))
  const { view } = route.value
  const close = (): void => {
    above.value = undefined
  }
  return (
    <div class="page">
      <a class="skip" href="#main" onClick={focusMain}>
        {t(p.skip)}
      </a>
      <TopBar onPalette={open('palette')} onKeys={open('keys')} />
      <ServerNotice />
      <Toasts />
      <main id="main" class="main" tabIndex={-1}>
        {view === 'start' ? <Start /> : <ViewHost key={view} view={view} />}
      </main>
      <Navigation place="bottom" />
      <DropCapture />
      {above.value === 'palette' && <Palette onClose={close} />}
      {above.value === 'keys' && <KeySheet onClose={close} />}
    </div>
  )
}

/** Not by the hash: that says which view it is. */
function focusMain(event: Event): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
