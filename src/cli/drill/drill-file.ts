import { readFile, stat } from 'node:fs/promises'
import {
  DrillSyntaxError,
  IP_VERSIONS,
  parseScript,
  runScript,
  suiteDefines,
  versionsOf,
  type DrillResult,
  type IpVersion,
  type Script,
  drillSentences as t,
} from '../../drill/index.ts'
import { say, saySize, type Lang } from '../../say/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { reasonOf } from '../talk/files.ts'

/** A script is written by hand; a device or a capture that was named by mistake must not fill the memory. In bytes. */
const LARGEST_SCRIPT = 4e6

/** What came of one file: a result in one variant, or not even a script. */
export type DrillOutcome = {
  readonly file: string
  readonly line: number | undefined
  /** Why it did not pass; empty when it did. */
  readonly why: (lang: Lang) => string
} & (
  | { readonly kind: 'run'; readonly result: DrillResult; readonly text: string }
  | { readonly kind: 'bad'; readonly column: number; readonly text: string }
)

/** What of the options matters to a run. */
interface RunOptions {
  readonly ipVersion?: IpVersion
  readonly define: ReadonlyMap<string, string>
  readonly verbose?: true
}

/** Runs a file in every variant that is asked for and that it allows. @throws {UsageError} When it cannot be read. */
export async function* drillFile(
  file: string,
  options: RunOptions,
  context: CommandContext,
): AsyncGenerator<DrillOutcome> {
  const text = await read(file, context)
  const wanted = options.ipVersion === undefined ? IP_VERSIONS : [options.ipVersion]
  for (const ipVersion of wanted) {
    const script = parse(file, text, ipVersion, options.define)
    if ('kind' in script) {
      yield script
      return
    }
    if (versionsOf(script, file).includes(ipVersion))
      yield run(file, text, script, ipVersion, options, context)
    else if (options.ipVersion !== undefined) yield otherVersion(file, text, ipVersion)
  }
}

async function read(file: string, { say, lang }: CommandContext): Promise<string> {
  const cannot = (why: string): UsageError => new UsageError(say(t.cannotRead, { path: file, why }))
  try {
    const found = await stat(file)
    if (!found.isFile()) throw cannot(say(t.notRegular))
    if (found.size > LARGEST_SCRIPT) {
      throw cannot(say(t.tooLarge, { size: saySize(found.size), most: saySize(LARGEST_SCRIPT) }))
    }
    return await readFile(file, 'utf8')
  } catch (error) {
    throw error instanceof UsageError ? error : cannot(reasonOf(error, lang))
  }
}

function parse(
  file: string,
  text: string,
  ipVersion: IpVersion,
  define: ReadonlyMap<string, string>,
): Script | DrillOutcome {
  try {
    return parseScript(text, suiteDefines(ipVersion, define))
  } catch (error) {
    if (!(error instanceof DrillSyntaxError)) throw error
    const { line, column } = error.place
    return { kind: 'bad', file, text, line, column, why: (lang) => error.say(lang) }
  }
}

function run(
  file: string,
  text: string,
  script: Script,
  ipVersion: IpVersion,
  { verbose }: RunOptions,
  { note }: CommandContext,
): DrillOutcome {
  const result = runScript(script, ipVersion, (event, now) => {
    if (verbose === true) note(`${now.toFixed(6)} ${event.place.line}: ${event.text}`)
  })
  const { why } = result
  return {
    kind: 'run',
    file,
    text,
    result,
    line: why?.line,
    why: (lang) => (why === undefined ? '' : say(why.sentence, lang, why.args)),
  }
}

function otherVersion(file: string, text: string, ipVersion: IpVersion): DrillOutcome {
  const args = { version: ipVersion }
  const why = { sentence: t.otherVersion, args, line: 1 }
  const result: DrillResult = { ipVersion, verdict: 'unsupported', why, packets: [], duration: 0 }
  return { kind: 'run', file, text, result, line: 1, why: (lang) => say(t.otherVersion, lang, args) }
}
