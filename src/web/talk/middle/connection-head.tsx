import { useSignal } from '@preact/signals'
import type { ConnectionInfo } from '../../../protocol/index.ts'
import { pageSentences as p } from '../../shell/sentences.ts'
import { talkSentences as s } from '../sentences.ts'
import { useCommands } from '../../store/commands.ts'
import { go } from '../../store/route.ts'
import { count, t } from '../../store/settings.ts'
import { Badge, Button, Icon, Menu, type MenuItem } from '../../ui/index.ts'
import { nameOf, showAddress } from '../addresses.ts'
import { ask } from '../ask.ts'
import { endingOf } from '../ending.ts'
import { StateBadge } from '../list.tsx'
import { select } from '../store.ts'

/** Which connection this is, how it stands, and the ways to end it. */
export function ConnectionHead({ connection }: { readonly connection: ConnectionInfo }) {
  const { conn, role, transport, local, remote, bytesReceived, bytesSent, capture } = connection
  const menu = useSignal(0)
  const ending = endingOf(connection)
  const isClosed = connection.state === 'CLOSED'
  useCommands([
    {
      id: 'talk-close',
      title: s.keyClose,
      group: p.groupTalk,
      keys: ['x'],
      run: () => {
        if (!isClosed) menu.value++
      },
    },
  ])
  return (
    <header class="talk-head">
      <a class="button quiet icon-only back" href="#/talk" aria-label={t(s.back)}>
        ‹
      </a>
      <div class="talk-title">
        <h1>
          <span class="entry-number">#{conn}</span> <span class="mono">{nameOf(connection)}</span>
        </h1>
        <p class="quiet">
          {transport.toUpperCase()} {t(role === 'client' ? s.client : s.server)}
          {t(s.comma)}
          <span class="mono">
            {showAddress(local)} {role === 'client' ? '→' : '←'} {showAddress(remote)}
          </span>
        </p>
      </div>
      <div class="talk-facts">
        {connection.earlier !== undefined && <Badge>{t(s.earlierBadge)}</Badge>}
        <StateBadge connection={connection} />
        {ending?.first !== undefined && <Badge>⚑ {t(ending.first === 'us' ? s.weFirst : s.peerFirst)}</Badge>}
        <span class="quiet talk-counts">
          ← {count(bytesReceived)} → {count(bytesSent)}
        </span>
      </div>
      {capture !== undefined && (
        <Button icon={<Icon name="search" />} onClick={() => go(`#/wire/${capture}?conn=${conn}`)}>
          {t(s.onWire)}
        </Button>
      )}
      {isClosed ? (
        <Button
          onClick={() => {
            void ask('forget', { conn })
            select(connection.listener)
          }}
        >
          {t(connection.earlier === undefined ? s.forget : s.discard)}
        </Button>
      ) : (
        <Menu label={t(s.ends)} items={endings(connection)} openAt={menu.value} class="ends">
          {t(s.ends)} <Icon name="down" />
        </Menu>
      )}
    </header>
  )
}

/** Each says beforehand what it will put on the wire. */
function endings(connection: ConnectionInfo): readonly MenuItem[] {
  const { conn, state, transport, paused } = connection
  const reading: MenuItem = paused
    ? {
        id: 'resume',
        label: t(s.resumeReading),
        detail: t(s.resumeReadingDoes),
        run: () => void ask('resumeReading', { conn }),
      }
    : {
        id: 'pause',
        label: t(s.stopReading),
        detail: t(s.stopReadingDoes),
        run: () => void ask('stopReading', { conn }),
      }
  if (transport === 'udp') {
    return [
      {
        id: 'finish',
        label: t(s.closeUdp),
        detail: t(s.closeUdpDoes),
        run: () => void ask('finish', { conn }),
      },
    ]
  }
  if (state === 'SYN-SENT') {
    return [
      { id: 'reset', label: t(s.giveUp), detail: t(s.giveUpDoes), run: () => void ask('reset', { conn }) },
    ]
  }
  const finishDoes =
    state === 'CLOSE-WAIT' ? s.finishDoesLast : state === 'FIN-WAIT' ? s.finishDoesAfter : s.finishDoes
  return [
    { id: 'finish', label: t(s.finish), detail: t(finishDoes), run: () => void ask('finish', { conn }) },
    {
      id: 'half',
      label: t(s.halfClose),
      detail: t(state === 'FIN-WAIT' ? s.halfCloseDone : s.halfCloseDoes),
      isDisabled: state === 'FIN-WAIT',
      run: () => void ask('halfClose', { conn }),
    },
    {
      id: 'reset',
      label: t(s.reset),
      detail: t(s.resetDoes),
      tone: 'bad',
      run: () => void ask('reset', { conn }),
    },
    reading,
  ]
}
