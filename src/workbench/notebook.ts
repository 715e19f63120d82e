import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { type SavedRun, savedRun, type Snippet, snippet } from '../protocol/index.ts'
import type { Reason } from '../base/index.ts'
import { type Lang, say, systemReason } from '../say/index.ts'
import { workbenchSentences as t } from './sentences.ts'
import { Failure } from './failure.ts'

/** Where a person's own files are: `$XDG_CONFIG_HOME/synfin`, `~/.config/synfin`, on Windows `%APPDATA%\synfin`. */
export function configFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base =
    process.platform === 'win32' ? env['APPDATA'] : (env['XDG_CONFIG_HOME'] ?? undefined) || undefined
  return join(base ?? join(homedir(), '.config'), 'synfin')
}

/**
 * A list that a person keeps in a plain file: JSON, one entry by name, sorted, so that it can be read, edited and
 * kept in git. It is read anew for every question, so an edit counts at once.
 */
export class Notebook<Entry extends { readonly name: string }> {
  readonly file: string
  readonly #schema: v.GenericSchema<unknown, Entry[]>
  readonly #missing: Reason

  constructor(file: string, entry: v.GenericSchema<unknown, Entry>, missing: Reason) {
    this.file = file
    this.#schema = v.array(entry)
    this.#missing = missing
  }

  /** @throws {Failure} `SYNFIN_FILE` when the file is there and cannot be read, or is not what was written. */
  list(lang: Lang): Entry[] {
    let text: string
    try {
      text = readFileSync(this.file, 'utf8')
    } catch (error) {
      const { code = 'EIO' } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return []
      throw this.#failed(t.read, code, lang)
    }
    try {
      return v.parse(this.#schema, JSON.parse(text))
    } catch (error) {
      throw new Failure('SYNFIN_FILE', t.notesBroken, { file: this.file, reason: (error as Error).message })
    }
  }

  /** Puts an entry in place of the one of its name. @throws {Failure} `SYNFIN_FILE`. */
  save(entry: Entry, lang: Lang): Entry[] {
    const others = this.list(lang).filter(({ name }) => name !== entry.name)
    return this.#write([...others, entry], lang)
  }

  /** @throws {Failure} `SYNFIN_NO_SUCH`, `SYNFIN_FILE`. */
  delete(name: string, lang: Lang): Entry[] {
    const entries = this.list(lang)
    if (!entries.some((entry) => entry.name === name)) {
      throw new Failure('SYNFIN_NO_SUCH', this.#missing, { name })
    }
    return this.#write(
      entries.filter((entry) => entry.name !== name),
      lang,
    )
  }

  /** The old file stays whole until the new one is. */
  #write(entries: readonly Entry[], lang: Lang): Entry[] {
    const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))
    const fresh = `${this.file}.${process.pid}.new`
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 })
      writeFileSync(fresh, `${JSON.stringify(sorted, undefined, 2)}\n`, { mode: 0o600 })
      renameSync(fresh, this.file)
    } catch (error) {
      throw this.#failed(t.written, (error as NodeJS.ErrnoException).code ?? 'EIO', lang)
    }
    return sorted
  }

  #failed(what: Reason, code: string, lang: Lang): Failure {
    return new Failure('SYNFIN_FILE', t.notesFailed, {
      file: this.file,
      what: say(what, lang),
      why: systemReason(code),
    })
  }
}

/** The person's snippets and saved lab runs. */
export class Notebooks {
  readonly snippets: Notebook<Snippet>
  readonly runs: Notebook<SavedRun>

  constructor(folder: string) {
    this.snippets = new Notebook(join(folder, 'snippets.json'), snippet, t.noSnippet)
    this.runs = new Notebook(join(folder, 'lab-runs.json'), savedRun, t.noRun)
  }
}
