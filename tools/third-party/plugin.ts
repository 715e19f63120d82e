import type { Plugin } from 'rolldown'
import { licencesOf, packagesOf } from './licences.ts'

const HEAD = 'This folder has code of others in it, each under its licence.\n'

/** The code that a build has taken in, gathered over the page's bundle and those of its workers. */
export class ThirdParty {
  readonly #modules = new Set<string>()

  /** For every bundle of the build: remembers what is in it. */
  gather(): Plugin {
    return {
      name: 'third-party-gather',
      generateBundle: (_, bundle) => {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type === 'chunk') for (const id of chunk.moduleIds) this.#modules.add(id)
        }
      },
    }
  }

  /** For the bundle that is written last: puts `THIRD-PARTY.txt` beside it. */
  write(): Plugin {
    const text = (): string => `${HEAD}\n${this.text()}`
    return {
      name: 'third-party-write',
      generateBundle: {
        order: 'post',
        handler() {
          this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source: text() })
        },
      },
    }
  }

  /** Every package that is in it, with the text of its licence. */
  text(): string {
    return licencesOf(packagesOf(this.#modules))
  }
}
