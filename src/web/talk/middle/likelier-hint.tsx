import { charsetsOf, chooseCharsets } from '../../store/charsets.ts'
import { useSignal } from '@preact/signals'
import { talkSentences as s } from '../sentences.ts'
import { lang, t } from '../../store/settings.ts'
import { Button } from '../../ui/index.ts'
import { showCharset } from '../charset-options.ts'
import type { LikelierCharset } from '../transcript/reader.ts'

/** Offers the likelier charset; nothing is switched by itself. */
export function LikelierHint(props: {
  readonly conn: number
  readonly likelier: LikelierCharset | undefined
}) {
  const { conn, likelier } = props
  const dismissed = useSignal('')
  const choice = charsetsOf(conn)
  if (likelier === undefined) return null
  const { charset, explain } = likelier
  const key = `${conn} ${choice.reads} ${charset}`
  if (dismissed.value === key) return null
  const shown = { now: showCharset(choice.reads), charset: showCharset(charset) }
  return (
    <div class="hint" role="status">
      <p>{explain === undefined ? t(s.likelier, shown) : explain(lang.value)}</p>
      <Button kind="primary" onClick={() => chooseCharsets(conn, { ...choice, reads: charset })}>
        {t(s.readAs, shown)}
      </Button>
      <Button kind="quiet" onClick={() => (dismissed.value = key)}>
        {t(s.dismiss)}
      </Button>
    </div>
  )
}
