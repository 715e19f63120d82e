/** What a person has set in one Wire view. */
import { signal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import type { Nanos } from '../../../base/index.ts'
import type { Side } from '../../../trace/index.ts'
import type { Sight } from '../canvas/sequence-view.ts'
import { LEAST_ZOOM, MOST_ZOOM, type Scale } from './axis.ts'

export interface WireState {
  /** The `id` of the connection drawn; undefined: the one that the view was given, or the first. */
  readonly connection: Signal<number | undefined>
  readonly scale: Signal<Scale>
  readonly zoom: Signal<number>
  readonly fold: Signal<boolean>
  /** The runs that were opened: first and last of the segments they would hide. */
  readonly open: Signal<readonly { readonly first: number; readonly last: number }[]>
  readonly query: Signal<string>
  readonly onlyMatches: Signal<boolean>
  readonly selected: Signal<number | undefined>
  readonly hovered: Signal<number | undefined>
  /** Where the pointer is in the window. */
  readonly pointer: Signal<{ readonly x: number; readonly y: number } | undefined>
  readonly follow: Signal<boolean>
  readonly paused: Signal<boolean>
  readonly sight: Signal<Sight | undefined>
  /** A moment that a plot points at. */
  readonly cursor: Signal<Nanos | undefined>
  /** The moment that the next picture shall begin with. */
  readonly goal: Signal<Nanos | undefined>
  /** Whose plots are shown; undefined: of the side that sent more. */
  readonly plotted: Signal<Side | undefined>
  readonly zoomBy: (factor: number) => void
}

/** To scale, a burst of microseconds in a minute asks for more. */
const MOST_TIME_ZOOM = 1e6

export function newWireState(): WireState {
  const scale = signal<Scale>('rows')
  const zoom = signal(1)
  return {
    connection: signal(undefined),
    scale,
    zoom,
    fold: signal(true),
    open: signal<readonly { readonly first: number; readonly last: number }[]>([]),
    query: signal(''),
    onlyMatches: signal(false),
    selected: signal(undefined),
    hovered: signal(undefined),
    pointer: signal(undefined),
    follow: signal(true),
    paused: signal(false),
    sight: signal(undefined),
    cursor: signal(undefined),
    goal: signal(undefined),
    plotted: signal(undefined),
    zoomBy: (factor) => {
      const most = scale.value === 'rows' ? MOST_ZOOM : MOST_TIME_ZOOM
      zoom.value = Math.max(LEAST_ZOOM, Math.min(most, zoom.value * factor))
    },
  }
}
