import { exportPath, type ConnectionInfo, type ExportQuery } from '../../../protocol/index.ts'
import { talkSentences as s } from '../../../text/index.ts'
import { t } from '../../store/settings.ts'
import { Icon, Menu } from '../../ui/index.ts'

/** What was said, as a file. */
export function ExportMenu(props: { readonly connection: ConnectionInfo; readonly charset: string }) {
  const { connection, charset } = props
  const { conn, capture } = connection
  const items = [
    {
      id: 'text',
      label: t(s.exportText),
      detail: t(s.exportTextDetail),
      run: () => download({ format: 'text', conn, charset }),
    },
    {
      id: 'jsonl',
      label: t(s.exportJson),
      detail: t(s.exportJsonDetail),
      run: () => download({ format: 'jsonl', conn, charset }),
    },
    { id: 'in', label: t(s.exportReceived), run: () => download({ format: 'bytes', conn, direction: 'in' }) },
    { id: 'out', label: t(s.exportSent), run: () => download({ format: 'bytes', conn, direction: 'out' }) },
    {
      id: 'pcapng',
      label: t(s.exportPcapng),
      detail: t(capture === undefined ? s.exportPcapngNot : s.exportPcapngDetail),
      isDisabled: capture === undefined,
      run: () => {
        if (capture !== undefined) download({ format: 'pcapng', capture, conn })
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

function download(query: ExportQuery): void {
  const link = document.createElement('a')
  link.href = exportPath(query)
  link.download = ''
  link.click()
}
