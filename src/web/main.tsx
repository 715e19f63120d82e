import './tokens.css'
import './base.css'
import './ui/ui.css'
import { render } from 'preact'
import { App } from './shell/app.tsx'
import { listenForKeys } from './store/commands.ts'
import { applySettings } from './store/settings.ts'
import { workbench } from './store/workbench.ts'

applySettings()
listenForKeys()
workbench.start()
const root = document.getElementById('app')
if (root !== null) render(<App />, root)
