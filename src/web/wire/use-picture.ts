import { useSignal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ColumnStore, type LayoutNote, type RowOptions } from '../../diagram/index.ts'
import type { ConnectionTrace } from '../../trace/index.ts'
import { Layouter } from '../workers/layout.ts'
import { makePicture, type Picture } from './model/picture.ts'
import type { Scale } from './model/axis.ts'

interface Wanted {
  readonly trace: ConnectionTrace | undefined
  readonly version: number
  readonly notes: readonly LayoutNote[] | undefined
  readonly fold: boolean
  readonly open: readonly number[]
  readonly scale: Scale
  /** 1 for each segment to be drawn; undefined: all. */
  readonly only: Uint8Array | undefined
  /** While it is, no newer picture is made. */
  readonly paused: boolean
}

/** @returns The picture of a connection, made anew when anything about it changes; large ones in a worker. */
export function usePicture(wanted: Wanted): ReadonlySignal<Picture | undefined> {
  const picture = useSignal<Picture | undefined>(undefined)
  const kept = useRef<{ trace: ConnectionTrace; store: ColumnStore } | undefined>(undefined)
  const layouter = useRef<Layouter | undefined>(undefined)
  useEffect(() => () => layouter.current?.close(), [])
  const { trace, version, notes, fold, open, scale, only, paused } = wanted
  const frozen = useRef(version)
  if (!paused) frozen.current = version
  const isPaused = paused && picture.peek()?.trace === trace
  useEffect(() => {
    if (trace === undefined) {
      picture.value = undefined
      return
    }
    if (kept.current?.trace !== trace) {
      layouter.current?.close()
      layouter.current = undefined
      kept.current = { trace, store: new ColumnStore(trace) }
    }
    layouter.current ??= new Layouter()
    const options: RowOptions = {
      fold: fold && only === undefined,
      open,
      pauses: scale === 'rows',
      ...(notes === undefined || only !== undefined ? {} : { notes }),
      ...(only === undefined ? {} : { only }),
    }
    const columns = kept.current.store.update()
    layouter.current.layout(columns, options, (table) => {
      if (kept.current?.trace === trace) picture.value = makePicture(trace, table)
    })
  }, [trace, isPaused ? frozen.current : version, notes, fold, open, scale, only])
  return picture
}
