/** What a person has set in one Wire view. */
import { signal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import type { Nanos } from '../../../base/index.ts'
import type { Side } from '../../../trace/index.ts'
import type { Sight } from '../canvas/sequence-view.ts'
import type { Scale } from './axis.ts'

export interface WireState {
  /** The `id` of the connection drawn; undefined: the one that the view was given, or the first. */
  readonly connection: Signal<number | undefined>
  readonly scale: Signal<Scale>
  readonly zoom: Signal<number>
  readonly fold: Signal<boolean>
  /** Segments whose runs were opened. */
  readonly open: Signal<readonly number[]>
  readonly query: Signal<string>
  readonly onlyMatches: Signal<boolean>
  readonly selected: Signal<number | undefined>
  readonly hovered: Signal<number | undefined>
  readonly follow: Signal<boolean>
  readonly paused: Signal<boolean>
  readonly sight: Signal<Sight | undefined>
  /** A moment that a plot points at. */
  readonly cursor: Signal<Nanos | undefined>
  /** Whose plots are shown; undefined: of the side that sent more. */
  readonly plotted: Signal<Side | undefined>
}

export function newWireState(): WireState {
  return {
    connection: signal(undefined),
    scale: signal<Scale>('rows'),
    zoom: signal(1),
    fold: signal(true),
    open: signal<readonly number[]>([]),
    query: signal(''),
    onlyMatches: signal(false),
    selected: signal(undefined),
    hovered: signal(undefined),
    follow: signal(true),
    paused: signal(false),
    sight: signal(undefined),
    cursor: signal(undefined),
    plotted: signal(undefined),
  }
}
