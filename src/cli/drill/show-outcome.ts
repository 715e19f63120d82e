import { layoutSequence, renderText } from '../../diagram/index.ts'
import { drillSentences as t } from '../../drill/index.ts'
import { visibleControls } from '../../say/index.ts'
import { traceConnections } from '../../trace/index.ts'
import type { CommandContext } from '../context.ts'
import { pictureWidth, wantsColor } from '../lab/show.ts'
import type { DrillOutcome } from './drill-file.ts'

interface ShowOptions {
  readonly diagram: boolean
  readonly ascii?: true
  readonly width?: number
  readonly color: 'auto' | 'always' | 'never'
}

/** @returns What a person reads of one outcome: a line, and where it failed the place, the reason and the diagram. */
export function showOutcome(outcome: DrillOutcome, options: ShowOptions, context: CommandContext): string {
  const { say, lang } = context
  const { line, why } = outcome
  const file = visibleControls(outcome.file)
  if (outcome.kind === 'bad') return `${file}:${line}:${outcome.column}: ${why(lang)}\n`
  const { result } = outcome
  const word = { pass: t.passed, fail: t.failed, unsupported: t.unsupported }[result.verdict]
  const head = `${say(word)} ${file} (${result.ipVersion})`
  if (result.verdict === 'pass' || line === undefined) return `${head}\n`
  const reason = say(t.atLine, { line, why: why(lang) })
  if (result.verdict === 'unsupported') return `${say(t.verdict, { head, reason })}\n`
  const written = visibleControls((outcome.text.split('\n')[line - 1] ?? '').trim(), '\t')
  const picture = options.diagram ? diagramOf(outcome, options, context) : ''
  return `${head}\n  ${reason}\n  ${line} | ${written}\n${picture}`
}

/** The connections of the run so far, each as a sequence diagram. */
function diagramOf(
  { result }: Extract<DrillOutcome, { kind: 'run' }>,
  options: ShowOptions,
  context: CommandContext,
): string {
  const drawn = traceConnections(result.packets).map((trace) =>
    renderText(layoutSequence(trace), {
      width: pictureWidth(options, context),
      unicode: options.ascii !== true,
      color: wantsColor(options, context),
      lang: context.lang,
    }),
  )
  return drawn.map((picture) => `${picture.trimEnd()}\n`).join('\n')
}
