import { exportPath, type ConnectionInfo, type ExportQuery } from '../../../protocol/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { t } from '../../store/settings.ts'
import { Icon, Menu } from '../../ui/index.ts'
import { ask } from '../ask.ts'

/** What was said, as a file. */
export function ExportMenu(props: { readonly connection: ConnectionInfo; readonly charset: string }) {
  const { connection, charset } = props
  const { conn, capture } = connection
  const items = [
    {
      id: 'text',
      label: t(s.exportText),
      detail: t(s.exportTextDetail),
      run: () => void download({ format: 'text', conn, charset }),
    },
    {
      id: 'jsonl',
      label: t(s.exportJson),
      detail: t(s.exportJsonDetail),
      run: () => void download({ format: 'jsonl', conn, charset }),
    },
    {
      id: 'in',
      label: t(s.exportReceived),
      run: () => void download({ format: 'bytes', conn, direction: 'in' }),
    },
    {
      id: 'out',
      label: t(s.exportSent),
      run: () => void download({ format: 'bytes', conn, direction: 'out' }),
    },
    {
      id: 'pcapng',
      label: t(s.exportPcapng),
      detail: t(capture === undefined ? s.exportPcapngNot : s.exportPcapngDetail),
      isDisabled: capture === undefined,
      run: () => {
        if (capture !== undefined) void download({ format: 'pcapng', capture, conn })
      },
    },
  ]
  return (
    <Menu label={t(s.export)} items={items} class="export">
      <Icon name="download" />
      <span class="wide">{t(s.export)}</span>
    </Menu>
  )
}

/** The browser takes the file away by itself, however long it is; a ticket lets it in. Its times are the page's. */
async function download(query: ExportQuery): Promise<void> {
  const given = await ask('ticket', {})
  if (given === undefined) return
  const link = document.createElement('a')
  link.href = exportPath({ ...query, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }, given.ticket)
  link.download = ''
  link.click()
}
