import type { ConnectionInfo, ListenerInfo } from '../../../protocol/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { go } from '../../store/route.ts'
import { count, t } from '../../store/settings.ts'
import { workbench } from '../../store/workbench.ts'
import { Badge, Button, Icon, Menu, type MenuItem } from '../../ui/index.ts'
import { clockTime, nameOf, showAddress } from '../addresses.ts'
import { ask } from '../ask.ts'
import { StateBadge } from '../list.tsx'
import { select } from '../store.ts'
import { RulesEditor } from './rules-editor.tsx'
import { SendTo } from './send-to.tsx'

/** The middle when a listener is chosen: where it listens, who came, how it answers. */
export function ListenerPanel({ listener }: { readonly listener: ListenerInfo }) {
  const { conn, transport, state, local } = listener
  const isOpen = state === 'LISTEN'
  const isUdp = transport === 'udp'
  const clients = workbench.snapshot.value.connections.filter((one) => one.listener === conn)
  return (
    <div class="listener-panel">
      <ListenerHead listener={listener} />
      <div class="listener-body">
        {isOpen && clients.length === 0 && (
          <p>
            <span class="quiet">{t(s.tryIt)}</span>{' '}
            <code>
              synfin connect {isUdp ? '-u ' : ''}
              {reachable(local.address)} {local.port}
            </code>
          </p>
        )}
        {clients.length > 0 && <Clients clients={clients} />}
        {isUdp && isOpen && <SendTo listener={conn} />}
        {isOpen && <RulesEditor key={conn} listener={listener} />}
      </div>
    </div>
  )
}

function ListenerHead({ listener }: { readonly listener: ListenerInfo }) {
  const { conn, transport, state, local, opened, capture } = listener
  const isOpen = state === 'LISTEN'
  const isUdp = transport === 'udp'
  const sentence = !isOpen ? s.listenerWas : isUdp ? s.udpAt : s.listenerAt
  const stop: MenuItem = {
    id: 'stop',
    label: t(s.stopListening),
    detail: t(isUdp ? s.stopListeningUdpDoes : s.stopListeningDoes),
    run: () => void ask('stopListening', { conn }),
  }
  return (
    <header class="talk-head">
      <a class="button quiet icon-only back" href="#/talk" aria-label={t(s.back)}>
        ‹
      </a>
      <div class="talk-title">
        <h1>{t(sentence, { address: showAddress(local) })}</h1>
        <p class="quiet">
          {t(s.listenerFacts, { transport: transport.toUpperCase(), conn, time: clockTime(opened) })}
        </p>
      </div>
      <div class="talk-facts">
        <Badge tone={isOpen ? 'good' : 'plain'}>
          {isOpen ? '●' : '■'} {isUdp && isOpen ? 'UDP' : state}
        </Badge>
      </div>
      {capture !== undefined && (
        <Button icon={<Icon name="search" />} onClick={() => go(`#/wire/${capture}`)}>
          {t(s.onWire)}
        </Button>
      )}
      {isOpen ? (
        <Menu label={t(s.ends)} class="ends" items={[stop]}>
          {t(s.ends)} <Icon name="down" />
        </Menu>
      ) : (
        <Button
          onClick={() => {
            void ask('forget', { conn })
            select(undefined)
          }}
        >
          {t(s.forget)}
        </Button>
      )}
    </header>
  )
}

function Clients({ clients }: { readonly clients: readonly ConnectionInfo[] }) {
  return (
    <section>
      <h2>{t(s.clients)}</h2>
      <table class="clients">
        <tbody>
          {clients.map((client) => (
            <tr key={client.conn}>
              <td class="quiet">#{client.conn}</td>
              <td>
                <a class="mono" href={`#/talk/${client.conn}`}>
                  {nameOf(client)}
                </a>
              </td>
              <td>
                <StateBadge connection={client} />
              </td>
              <td class="number">← {count(client.bytesReceived)}</td>
              <td class="number">→ {count(client.bytesSent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** An address that a client of this machine can use. */
function reachable(address: string): string {
  return { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address
}
