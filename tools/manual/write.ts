import { bashCompletion, fishCompletion, treeOf, zshCompletion } from '../../src/cli/completion.ts'
import { commandContext } from '../../src/cli/context.ts'
import { buildProgram } from '../../src/cli/index.ts'
import { nodeIo } from '../../src/cli/node-io.ts'
import { VERSION } from '../../src/cli/version.ts'
import type { Lang } from '../../src/say/index.ts'
import { manPage } from './man-page.ts'

/** The manual pages and the completions, as the program itself has its commands and options: path to text. */
export async function manualFiles(): Promise<Readonly<Record<string, string>>> {
  const program = (lang: Lang): ReturnType<typeof buildProgram> =>
    buildProgram(commandContext(nodeIo(), lang, () => undefined))
  const [english, chinese] = await Promise.all([program('en'), program('zh')])
  const tree = treeOf(english)
  return {
    'man/synfin.1': manPage(english, VERSION, 'en'),
    'man/synfin.zh-CN.1': manPage(chinese, VERSION, 'zh'),
    'completions/synfin.bash': bashCompletion(tree),
    'completions/_synfin': zshCompletion(tree),
    'completions/synfin.fish': fishCompletion(tree),
  }
}
