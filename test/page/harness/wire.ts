/** The Wire view by itself, for tests: what it is given is set from outside (`window.harness`). */
import '../../../src/web/tokens.css'
import '../../../src/web/base.css'
import '../../../src/web/ui/ui.css'
import './harness.css'
import { signal } from '@preact/signals'
import { h, render } from 'preact'
import { runConnection, type ConnectionLabOptions } from '../../../src/lab/index.ts'
import type { Lang } from '../../../src/say/index.ts'
import { traceConnections } from '../../../src/trace/index.ts'
import type { CapturedPacket } from '../../../src/capture/index.ts'
import { listenForKeys } from '../../../src/web/store/commands.ts'
import { applySettings, chooseLang, chooseTheme, lang } from '../../../src/web/store/settings.ts'
import { GrowingTrace, WireView, type WireSource, type WireViewProps } from '../../../src/web/wire/index.tsx'
import { longTalk } from '../../../src/web/wire/testing/long-talk.ts'

const props = signal<WireViewProps | undefined>(undefined)
const told: unknown[] = []
let live: { readonly growing: GrowingTrace; readonly packets: CapturedPacket[]; at: number } | undefined

async function sourceOf(options: ConnectionLabOptions): Promise<WireSource> {
  const run = await runConnection(options)
  const { packets, trace, samples, calls } = run
  return { packets, connections: [trace], samples, notes: calls, isLive: false, version: 1 }
}

/** @returns Milliseconds from having the packets to the second frame after the picture was there. */
async function timeUntilDrawn(change: () => void): Promise<number> {
  const from = performance.now()
  change()
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
  for (;;) {
    await frame()
    if (document.querySelector('.wire-row') !== null) break
  }
  await frame()
  return performance.now() - from
}

const harness = {
  told,
  lang(chosen: Lang): void {
    chooseLang(chosen)
    if (props.value !== undefined) props.value = { ...props.value, lang: chosen }
  },
  theme: chooseTheme,
  async lab(options: ConnectionLabOptions, more: Partial<WireViewProps> = {}): Promise<void> {
    props.value = { ...base(), source: await sourceOf(options), ...more }
  },
  async compare(options: ConnectionLabOptions, before: ConnectionLabOptions): Promise<void> {
    props.value = { ...base(), source: await sourceOf(options), compareWith: await sourceOf(before) }
  },
  /** Traces and draws many packets. @returns Milliseconds for each. */
  async long(count: number, arrivals: boolean): Promise<{ trace: number; drawn: number }> {
    props.value = undefined
    const packets = longTalk(count, arrivals)
    const from = performance.now()
    const connections = traceConnections(packets)
    const trace = performance.now() - from
    const drawn = await timeUntilDrawn(() => {
      props.value = { ...base(), source: { packets, connections, isLive: false, version: 1 } }
    })
    return { trace, drawn }
  },
  /** Begins a live capture; `more` lets packets come. */
  live(count: number): void {
    live = { growing: new GrowingTrace(), packets: longTalk(count), at: 0 }
  },
  more(count: number): void {
    if (live === undefined) return
    live.growing.add(live.packets.slice(live.at, live.at + count))
    live.at += count
    props.value = { ...base(), source: live.growing.source({ isLive: true }) }
  },
}

function base(): Pick<WireViewProps, 'lang' | 'onSelectBytes' | 'onPacketAction'> {
  return {
    lang: lang.peek(),
    onSelectBytes: (range) => told.push(range),
    onPacketAction: (packet, action) => told.push({ packet, action }),
  }
}

declare global {
  interface Window {
    harness: typeof harness
  }
}

function Page() {
  return props.value === undefined ? null : h(WireView, props.value)
}

applySettings()
listenForKeys()
window.harness = harness
render(h(Page, null), document.getElementById('app') as HTMLElement)
