import { useSignal } from '@preact/signals'
import { say, sayNumber, type Lang } from '../../say/index.ts'
import { wireSentences as w } from './sentences.ts'
import { explainConnection, type ConnectionTrace, type TraceEndpoint } from '../../trace/index.ts'
import { Button } from '../ui/index.ts'

const EACH = 100

/** The connections of a capture, each with what became of it. */
export function ConnectionList(props: {
  readonly connections: readonly ConnectionTrace[]
  /** Changes when they have grown. */
  readonly version: number
  readonly chosen: number
  readonly lang: Lang
  readonly onChoose: (id: number) => void
}) {
  const { connections, chosen, lang, onChoose } = props
  const query = useSignal('')
  const most = useSignal(EACH)
  const wanted = query.value.trim().toLowerCase()
  const fitting =
    wanted === ''
      ? connections
      : connections.filter(({ client, server }) => `${place(client)} ${place(server)}`.includes(wanted))
  const shown = fitting.slice(0, most.value)
  return (
    <nav class="wire-connections" aria-label={say(w.connections, lang)}>
      <h3>
        {say(w.connections, lang)}{' '}
        <span class="quiet">
          {wanted === ''
            ? sayNumber(connections.length, lang)
            : say(w.connectionsFound, lang, { n: fitting.length, all: connections.length })}
        </span>
      </h3>
      {connections.length > 8 && (
        <input
          type="search"
          aria-label={say(w.filterConnections, lang)}
          placeholder={say(w.filterConnections, lang)}
          value={query.value}
          onInput={(event) => (query.value = event.currentTarget.value)}
        />
      )}
      <ul>
        {shown.map((trace) => (
          <li key={trace.id}>
            <button
              type="button"
              class="wire-connection"
              data-connection={trace.id}
              aria-current={trace.id === chosen ? 'true' : undefined}
              onClick={() => onChoose(trace.id)}
            >
              <span class="wire-connection-ends mono">
                <span>{place(trace.client)}</span>
                <span>→ {place(trace.server)}</span>
              </span>
              <span class="quiet small">
                {say(w.connectionOf, lang, {
                  n: trace.segments.length,
                  bytes: trace.totals.client.bytes + trace.totals.server.bytes,
                })}
              </span>
              <span class="wire-verdict small">{verdict(trace, lang)}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p class="quiet small">{say(w.othersNone, lang)}</p>}
      {fitting.length > shown.length && (
        <Button kind="quiet" onClick={() => (most.value += EACH)}>
          {say(w.moreConnections, lang, { n: Math.min(EACH, fitting.length - shown.length) })}
        </Button>
      )}
    </nav>
  )
}

/** What the trace says of it, less how it opened: the ends stand above already. An unopened one has only that. */
function verdict(trace: ConnectionTrace, lang: Lang): string {
  const known = verdicts.get(trace)
  if (known?.lang === lang && known.segments === trace.segments.length) return known.text
  const text = judge(trace, lang)
  verdicts.set(trace, { lang, segments: trace.segments.length, text })
  return text
}

/** A connection is judged again when it has grown. */
const verdicts = new WeakMap<
  ConnectionTrace,
  { readonly lang: Lang; readonly segments: number; readonly text: string }
>()

function judge(trace: ConnectionTrace, lang: Lang): string {
  const lines = explainConnection(trace, lang)
  const told = lines.length > 2 ? lines.slice(2) : lines
  return told.join(lang === 'zh' ? '' : ' ')
}

function place({ address, port }: TraceEndpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
