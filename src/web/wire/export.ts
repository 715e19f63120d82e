/** Saves what is seen: the same pictures, text, packets and events that the commands write. */
import {
  layoutRows,
  layoutSequence,
  ColumnStore,
  renderSvg,
  renderText,
  type LayoutOptions,
  type SequenceLayout,
} from '../../diagram/index.ts'
import { inFileName, say, type Lang } from '../../say/index.ts'
import { wireSentences as w } from './sentences.ts'
import { traceEvents, type ConnectionTrace } from '../../trace/index.ts'
import { writePcapng } from '../../capture/index.ts'
import { isDark } from '../store/settings.ts'
import { toast } from '../store/toasts.ts'
import type { MenuItem } from '../ui/index.ts'
import type { WireState } from './model/state.ts'
import type { WireSource } from './types.ts'

interface Exported {
  readonly source: WireSource
  readonly trace: ConnectionTrace
  readonly state: WireState
  readonly lang: Lang
}

/** Rows of a picture: more than this no viewer opens. */
const MOST_ROWS = 20_000
/** Pixels of a PNG's longer side, which canvases allow. */
const MOST_PIXELS = 16_000
const TEXT_WIDTH = 120

/** @returns The ways to save a connection. */
export function exportItems(what: Exported): MenuItem[] {
  const { lang } = what
  const item = (
    id: string,
    label: { readonly en: string; readonly zh: string },
    run: () => Promise<void> | void,
    detail?: { readonly en: string; readonly zh: string },
  ): MenuItem => ({
    id,
    label: say(label, lang),
    ...(detail === undefined ? {} : { detail: say(detail, lang) }),
    run: () => {
      Promise.resolve()
        .then(run)
        .catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error)
          toast(say(w.exportFailed, lang, { reason }), 'bad')
        })
    },
  })
  const name = nameOf(what.trace)
  return [
    item('svg', w.exportSvg, () => save(svgOf(what), 'image/svg+xml', `${name}.svg`), w.exportSvgDetail),
    item('png', w.exportPng, async () => save(await pngOf(svgOf(what)), 'image/png', `${name}.png`)),
    item('text', w.exportText, () => save(textOf(what), 'text/plain;charset=utf-8', `${name}.txt`)),
    item(
      'pcapng',
      w.exportPcapng,
      () => save(pcapngOf(what), 'application/octet-stream', `${name}.pcapng`),
      w.exportPcapngDetail,
    ),
    item('json', w.exportJson, () => save(jsonOf(what.trace), 'application/x-ndjson', `${name}.jsonl`)),
  ]
}

/** @returns The connection laid out as the view has it: folded, opened and to scale as there. */
function layoutOf({ source, trace, state, lang }: Exported): SequenceLayout {
  const options: LayoutOptions = {
    fold: state.fold.value,
    open: state.open.value.map(({ first }) => first),
    scale: state.scale.value,
    ...(trace.id !== source.connections[0]?.id || source.notes === undefined ? {} : { notes: source.notes }),
    ...(source.preview === undefined ? {} : { preview: source.preview }),
  }
  const { preview: _, scale, ...rows } = options
  const table = layoutRows(new ColumnStore(trace).update(), { ...rows, pauses: scale === 'rows' })
  if (table.count > MOST_ROWS) throw new Error(say(w.tooLargePicture, lang, { rows: table.count }))
  return layoutSequence(trace, options)
}

function svgOf(what: Exported): string {
  return renderSvg(layoutOf(what), { lang: what.lang, theme: isDark.peek() ? 'dark' : 'light' })
}

function textOf(what: Exported): string {
  return `${renderText(layoutOf(what), { width: TEXT_WIDTH, lang: what.lang })}\n`
}

/** The packets of this connection alone, with their fates and arrivals. */
function pcapngOf({ source, trace }: Exported): Uint8Array<ArrayBuffer> {
  const packets = trace.segments.flatMap((segment) => {
    const packet = source.packets[segment.packet]
    return packet === undefined ? [] : [packet]
  })
  return writePcapng(packets, {
    keepArrivals: true,
    ...(source.startTime === undefined ? {} : { startTime: source.startTime }),
  }) as Uint8Array<ArrayBuffer>
}

function jsonOf(trace: ConnectionTrace): string {
  return traceEvents(trace)
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('')
}

async function pngOf(svg: string): Promise<Blob> {
  const image = new Image()
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    image.src = url
    await image.decode()
    const scale = Math.min(2, MOST_PIXELS / Math.max(image.width, image.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(image.width * scale)
    canvas.height = Math.round(image.height * scale)
    const ctx = canvas.getContext('2d')
    ctx?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error('PNG')) : resolve(blob)), 'image/png')
    })
  } finally {
    URL.revokeObjectURL(url)
  }
}

function nameOf({ client, server }: ConnectionTrace): string {
  return `synfin-${inFileName(client.address)}-${client.port}-${inFileName(server.address)}-${server.port}`
}

function save(content: string | Blob | Uint8Array<ArrayBuffer>, type: string, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type }))
  link.download = name
  link.click()
  // The click only begins the download.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
