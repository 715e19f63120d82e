import type { TcpState } from '../../wire/index.ts'

/** `auto` follows the reader's system. */
export type SvgTheme = 'light' | 'dark' | 'auto'

const LIGHT =
  '--bg:#fff;--fg:#1f2328;--dim:#59636e;--grid:#e4e8ec;--box:#f6f8fa;--syn:#0969da;--data:#1a7f37;--ack:#6e7781;--retransmission:#9a6700;--fin:#8250df;--rst:#cf222e;--call:#0a5c8a;--callbg:#eaf4fb'
const DARK =
  '--bg:#0d1117;--fg:#e6edf3;--dim:#9aa4af;--grid:#2a313a;--box:#161b22;--syn:#58a6ff;--data:#3fb950;--ack:#8b949e;--retransmission:#e3b341;--fin:#bc8cff;--rst:#ff7b72;--call:#7cc7f2;--callbg:#12283a'

const SANS =
  "system-ui,-apple-system,'Segoe UI','Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
const MONO = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace"

/** @returns The picture's style sheet, every rule under `.synfin-sequence` so that a page around it is left alone. */
export function styleSheet(theme: SvgTheme): string {
  const root = '.synfin-sequence'
  const colours =
    theme === 'auto'
      ? `${root}{${LIGHT}}@media(prefers-color-scheme:dark){${root}{${DARK}}}`
      : `${root}{${theme === 'dark' ? DARK : LIGHT}}`
  const kinds = ['syn', 'data', 'ack', 'retransmission', 'fin', 'rst']
    .map((kind) => `${root} .${kind}{stroke:var(--${kind})}${root} .${kind}-fill{fill:var(--${kind})}`)
    .join('')
  const rules = [
    `text{font-family:${SANS};font-size:13px;fill:var(--fg)}`,
    `.bg{fill:var(--bg)}`,
    `.box{fill:var(--box);stroke:var(--grid)}`,
    `.grid{stroke:var(--grid);stroke-width:1}`,
    `.name{font-weight:600;font-size:14px}`,
    `.mono,.mono tspan{font-family:${MONO};font-size:11.5px}`,
    `text.dim,tspan.dim{fill:var(--dim)}`,
    `.label{font-weight:600;font-size:12.5px}`,
    `.halo{stroke:var(--bg);stroke-width:4px;stroke-linejoin:round;paint-order:stroke}`,
    `.state{font-size:11px;font-weight:600;letter-spacing:.02em}`,
    `.call{fill:var(--call)}`,
    `.call-box{fill:var(--callbg)}`,
    `.arrow{fill:none;stroke-width:1.75;stroke-linecap:round}`,
    `.arrow.data{stroke-width:2.75}`,
    `.arrow.ack{stroke-width:1.25}`,
    `.arrow.retransmission{stroke-width:2.25;stroke-dasharray:8 5}`,
    `.arrow.fin{stroke-width:2.25}`,
    `.arrow.rst{stroke-width:2.5}`,
    `.cross{fill:none;stroke:var(--rst);stroke-width:2.5;stroke-linecap:round}`,
    `.pause{stroke:var(--bg);stroke-width:10}`,
  ]
  return (
    colours + rules.map((rule) => rule.replace(/^([^{]+)/, (list) => scoped(list, root))).join('') + kinds
  )
}

function scoped(list: string, root: string): string {
  return list
    .split(',')
    .map((selector) => `${root} ${selector}`)
    .join(',')
}

/** @returns The colour class of a state: connecting, open, closing, waiting, gone. */
export function stateClass(state: TcpState): 'syn' | 'data' | 'fin' | 'retransmission' | 'ack' {
  switch (state) {
    case 'LISTEN':
    case 'SYN-SENT':
    case 'SYN-RECEIVED':
      return 'syn'
    case 'ESTABLISHED':
      return 'data'
    case 'TIME-WAIT':
      return 'retransmission'
    case 'CLOSED':
      return 'ack'
    default:
      return 'fin'
  }
}
