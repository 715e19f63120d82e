import { useMemo } from 'preact/hooks'
import type { CaptureInfo, ConnectionInfo } from '../../../protocol/index.ts'
import { say, type Lang } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import type { ConnectionTrace, TraceEndpoint } from '../../../trace/index.ts'
import { charsetsOf } from '../../store/charsets.ts'
import { go, route } from '../../store/route.ts'
import { workbench } from '../../store/workbench.ts'
import { Button, EmptyState, Icon } from '../../ui/index.ts'
import { payloadPreview } from '../model/payload-preview.ts'
import type { ByteRange } from '../types.ts'
import { WireView } from '../wire-view.tsx'
import { liveCapture } from './live-capture.ts'

/** A capture of the workbench, drawn as it comes: `#/wire/3`, `#/wire/3?conn=7` for the packets of connection 7. */
export function LiveRoom({ id, lang }: { readonly id: number; readonly lang: Lang }) {
  const { captures, connections } = workbench.snapshot.value
  const info = captures.find(({ capture }) => capture === id)
  const live = useMemo(() => liveCapture(id), [id, workbench.hello.value?.run])
  const version = live.version.value
  const wanted = Number(route.value.query.get('conn') ?? Number.NaN)
  // In the charset in which Talk reads them.
  const { reads } = charsetsOf(wanted)
  const preview = useMemo(() => payloadPreview(reads), [reads])
  const source = useMemo(
    () => ({
      ...live.trace.source({
        isLive: info?.running === true,
        startTime: info?.startTime === undefined ? undefined : BigInt(info.startTime),
      }),
      preview,
    }),
    [live, version, info?.running, preview],
  )
  const wantedInfo = connections.find(({ conn }) => conn === wanted)
  const chosen =
    wantedInfo === undefined ? undefined : source.connections.findLast((trace) => isOf(trace, wantedInfo))
  const talked = connections.filter(({ capture }) => capture === id)
  const isSomeTalk = source.connections.some((trace) => talked.some((one) => isOf(trace, one)))
  return (
    <div class="wire-room">
      <LiveBar info={info} packets={live.trace.packets.length} lang={lang} />
      {source.connections.length === 0 ? (
        <NoPackets info={info} lang={lang} />
      ) : (
        <WireView
          source={source}
          lang={lang}
          {...(chosen === undefined ? {} : { connection: chosen.id })}
          {...(isSomeTalk
            ? {
                onShowBytes: (range: ByteRange) => showInTalk(range, source.connections, connections, wanted),
              }
            : {})}
        />
      )}
    </div>
  )
}

/** Why there is nothing to see, and the way on from there. */
function NoPackets({ info, lang }: { readonly info: CaptureInfo | undefined; readonly lang: Lang }) {
  if (info?.running === true)
    return <EmptyState title={say(w.nothingYet, lang)} text={say(w.liveHint, lang)} />
  return (
    <EmptyState
      title={say(info === undefined ? w.goneTitle : w.overTitle, lang)}
      text={say(info === undefined ? w.goneHint : w.overHint, lang)}
    >
      <Button kind="primary" onClick={() => go('#/wire')}>
        {say(w.otherCaptures, lang)}
      </Button>
    </EmptyState>
  )
}

/** Where it captures, how much came, and the way to end it. */
function LiveBar(props: {
  readonly info: CaptureInfo | undefined
  readonly packets: number
  readonly lang: Lang
}) {
  const { info, packets, lang } = props
  if (info === undefined) {
    if (packets === 0) return null
    return (
      <p class="capture-bar capture-line" role="status">
        {say(w.liveGone, lang)}
      </p>
    )
  }
  const { capture, running, interface: place, filter, dropped, problem } = info
  const name = filter === '' ? place : say(w.liveName, lang, { place, filter })
  return (
    <div class="capture-bar">
      <div class="capture-line">
        <Icon name={running ? 'play' : 'file'} />
        <span role="status">
          {say(running ? w.liveRunning : w.liveOver, lang, { name, packets })}
          {dropped > 0 && ` ${say(w.liveDropped, lang, { n: dropped })}`}
          {problem !== undefined && ` ${problem.message}`}
        </span>
        {running && (
          <Button onClick={() => void workbench.request('stopCapture', { capture }).catch(() => undefined)}>
            {say(w.liveStop, lang)}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Whether a connection of Talk is this one: its ends are the same. */
function isOf({ client, server }: ConnectionTrace, { role, local, remote }: ConnectionInfo): boolean {
  if (local === undefined || remote === undefined) return false
  const [near, far] = role === 'client' ? [client, server] : [server, client]
  return isSame(near, local) && isSame(far, remote)
}

function isSame(end: TraceEndpoint, address: { readonly address: string; readonly port: number }): boolean {
  return end.port === address.port && end.address === address.address.replace(/^::ffff:(?=[\d.]+$)/, '')
}

/** Goes to the bytes of a segment in Talk. */
function showInTalk(
  range: ByteRange,
  traces: readonly ConnectionTrace[],
  connections: readonly ConnectionInfo[],
  wanted: number,
): void {
  const trace = traces.find(({ id }) => id === range.connection)
  if (trace === undefined) return
  const fitting = connections.filter((one) => isOf(trace, one))
  const found = fitting.find(({ conn }) => conn === wanted) ?? fitting[0]
  if (found === undefined) return
  const direction = found.role === range.from ? 'out' : 'in'
  go(`#/talk/${found.conn}?${direction}=${range.offset}-${range.offset + range.length}`)
}

/** The captures of the workbench, to be looked at. */
export function CaptureList({ lang }: { readonly lang: Lang }) {
  const { captures } = workbench.snapshot.value
  if (captures.length === 0) return null
  return (
    <section class="live-list" aria-label={say(w.liveList, lang)}>
      <h3>{say(w.liveList, lang)}</h3>
      <ul>
        {captures.map(({ capture, running, interface: place, filter, packets }) => (
          <li key={capture}>
            <a class="button" href={`#/wire/${capture}`}>
              <Icon name={running ? 'play' : 'file'} />
              {say(running ? w.liveRunning : w.liveOver, lang, {
                name: filter === '' ? place : say(w.liveName, lang, { place, filter }),
                packets,
              })}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
