/** The colours and fonts of the canvas, read from the page's tokens. */
import type { ArrowStyle } from '../../../diagram/index.ts'
import { tokenColor } from '../../ui/index.ts'
import type { TcpState } from '../../../wire/index.ts'

export interface CanvasTheme {
  readonly surface: string
  readonly sunken: string
  readonly text: string
  readonly quiet: string
  readonly line: string
  readonly lineStrong: string
  readonly selected: string
  readonly hover: string
  readonly accent: string
  readonly window: string
  readonly bad: string
  readonly warn: string
  readonly call: string
  readonly callSurface: string
  readonly arrow: Readonly<Record<ArrowStyle, string>>
  readonly states: Readonly<Record<TcpState, string>>
  readonly mono: string
  readonly sans: string
}

const TOKENS = {
  surface: '--surface',
  sunken: '--surface-sunken',
  text: '--text',
  quiet: '--text-quiet',
  line: '--line',
  lineStrong: '--line-strong',
  selected: '--selected',
  hover: '--hover',
  accent: '--accent',
  window: '--wire-window',
  bad: '--wire-lost',
  warn: '--warn',
  call: '--theirs',
  callSurface: '--theirs-soft',
  syn: '--wire-syn',
  data: '--wire-data',
  ack: '--wire-ack',
  retransmission: '--wire-retransmission',
  fin: '--wire-fin',
  rst: '--wire-reset',
  closed: '--state-closed',
  opening: '--state-opening',
  established: '--state-established',
  closing: '--state-closing',
  timeWait: '--state-time-wait',
} as const

/** Reads the tokens as the theme has them now; fonts as `element` has them. */
export function readTheme(element: HTMLElement): CanvasTheme {
  const found = Object.fromEntries(
    Object.entries(TOKENS).map(([name, token]) => [name, tokenColor(token)]),
  ) as Record<keyof typeof TOKENS, string>
  const style = getComputedStyle(element)
  const { closed, opening, established, closing, timeWait } = found
  return {
    ...found,
    arrow: {
      syn: found.syn,
      data: found.data,
      ack: found.ack,
      retransmission: found.retransmission,
      fin: found.fin,
      rst: found.rst,
    },
    states: {
      CLOSED: closed,
      LISTEN: opening,
      'SYN-SENT': opening,
      'SYN-RECEIVED': opening,
      ESTABLISHED: established,
      'FIN-WAIT-1': closing,
      'FIN-WAIT-2': closing,
      'CLOSE-WAIT': closing,
      CLOSING: closing,
      'LAST-ACK': closing,
      'TIME-WAIT': timeWait,
    },
    mono: style.getPropertyValue('--mono').trim() || 'monospace',
    sans: style.getPropertyValue('--font').trim() || 'sans-serif',
  }
}

/** The font of the times beside the rows. */
export function timeFont({ mono }: CanvasTheme): string {
  return `11px ${mono}`
}
