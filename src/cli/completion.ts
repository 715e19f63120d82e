import type { Command, Option } from 'commander'
import { charsets } from '../charset/index.ts'

/** What may follow an option. */
type Values =
  | { readonly kind: 'none' | 'file' | 'free' }
  | { readonly kind: 'words'; readonly words: readonly string[] }

interface Flag {
  readonly flags: readonly string[]
  readonly values: Values
  readonly description: string
}

/** One command: the names that lead to it, and what may stand behind it. */
export interface Node {
  /** `''` for the program itself, `lab connection` for a command in a command. */
  readonly path: string
  readonly names: readonly string[]
  readonly description: string
  readonly flags: readonly Flag[]
  /** What its first argument may be, when that is a fixed word. */
  readonly words: readonly string[]
  readonly inner: readonly Node[]
}

/** Reads the commander program. */
export function treeOf(command: Command, path = ''): Node {
  const inner = command.commands.map((one) => treeOf(one, `${path} ${one.name()}`.trim()))
  return {
    path,
    names: [command.name(), ...command.aliases()],
    description: command.description(),
    flags: command.createHelp().visibleOptions(command).map(flagOf),
    words: command.registeredArguments[0]?.argChoices ?? [],
    inner,
  }
}

function flagOf(option: Option): Flag {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined)
  return { flags, values: valuesOf(option), description: option.description }
}

function valuesOf(option: Option): Values {
  if (!option.required && !option.optional) return { kind: 'none' }
  if (option.argChoices !== undefined) return { kind: 'words', words: option.argChoices }
  if (/encoding/.test(option.long ?? ''))
    return { kind: 'words', words: ['auto', ...charsets().map(({ name }) => name)] }
  return { kind: /<FILE>/.test(option.flags) ? 'file' : 'free' }
}

function allNodes(node: Node): Node[] {
  return [node, ...node.inner.flatMap(allNodes)]
}

/** The shell's `case` branches that find out which command the words before the cursor name. */
function pathCases(root: Node): string {
  return allNodes(root)
    .filter(({ path }) => path !== '')
    .map(({ path, names }) => {
      const before = path.split(' ').slice(0, -1).join(' ')
      return `      ${names.map((name) => `'${before}/${name}'`).join('|')}) path='${path}' ;;`
    })
    .join('\n')
}

function valueCases(root: Node, files: string, words: (list: string) => string): string {
  const lines: string[] = []
  for (const { path, flags } of allNodes(root)) {
    for (const { flags: names, values } of flags) {
      if (values.kind === 'none') continue
      const act =
        values.kind === 'file' ? files : values.kind === 'words' ? words(values.words.join(' ')) : ''
      lines.push(
        `    ${names.map((name) => `'${path}/${name}'`).join('|')}) ${act === '' ? '' : `${act}; `}return ;;`,
      )
    }
  }
  return lines.join('\n')
}

function wordCases(root: Node, words: (list: string) => string): string {
  return allNodes(root)
    .map(({ path, flags, inner, words: fixed }) => {
      const all = [
        ...flags.flatMap(({ flags: names }) => names),
        ...inner.flatMap(({ names }) => names),
        ...fixed,
      ]
      return `    '${path}') ${words(all.join(' '))} ;;`
    })
    .join('\n')
}

/** @returns A script to be sourced by bash. */
export function bashCompletion(root: Node): string {
  const words = (list: string): string => `COMPREPLY=($(compgen -W '${list}' -- "$cur"))`
  return `# bash completion of synfin; use it with: source <(synfin completion bash)
_synfin() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path/$word" in
${pathCases(root)}
    esac
  done
  COMPREPLY=()
  case "$path/$prev" in
${valueCases(root, 'COMPREPLY=($(compgen -f -- "$cur"))', words)}
  esac
  case "$path" in
${wordCases(root, words)}
  esac
}
complete -o filenames -o bashdefault -F _synfin synfin
`
}

/** @returns A script to be sourced by zsh, or to lie in its fpath as _synfin. */
export function zshCompletion(root: Node): string {
  const words = (list: string): string => `compadd -- ${list}`
  return `#compdef synfin
# zsh completion of synfin; use it with: source <(synfin completion zsh)
_synfin() {
  local prev=\${words[CURRENT - 1]} path='' word
  for word in "\${(@)words[2, CURRENT - 1]}"; do
    case "$path/$word" in
${pathCases(root)}
    esac
  done
  case "$path/$prev" in
${valueCases(root, '_files', words)}
  esac
  case "$path" in
${wordCases(root, words)}
  esac
}
(( $+functions[compdef] )) && compdef _synfin synfin
`
}

/** @returns A script to be sourced by fish, or to lie in its completions as synfin.fish. */
export function fishCompletion(root: Node): string {
  const lines = [
    '# fish completion of synfin; use it with: synfin completion fish | source',
    'complete -c synfin -f',
  ]
  const every = allNodes(root)
  for (const node of every) {
    const condition = fishCondition(node, every)
    for (const inner of node.inner) {
      const names = inner.names.join(' ')
      const none = inner.path.includes(' ') || node.path !== '' ? condition : '__fish_use_subcommand'
      lines.push(`complete -c synfin -n '${none}' -a '${names}' -d ${quoted(inner.description)}`)
    }
    if (node.words.length > 0) lines.push(`complete -c synfin -n '${condition}' -a '${node.words.join(' ')}'`)
    for (const { flags, values, description } of node.flags) {
      const names = flags.map((flag) =>
        flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      )
      const value =
        values.kind === 'words'
          ? `-x -a '${values.words.join(' ')}'`
          : values.kind === 'file'
            ? '-r -F'
            : values.kind === 'free'
              ? '-x'
              : ''
      const parts = ['complete -c synfin', `-n '${condition}'`, ...names, value, `-d ${quoted(description)}`]
      lines.push(parts.filter((part) => part !== '').join(' '))
    }
  }
  return `${lines.join('\n')}\n`
}

function fishCondition(node: Node, every: readonly Node[]): string {
  if (node.path === '') return '__fish_use_subcommand'
  const ancestors = every.filter(({ path }) => path !== '' && `${node.path} `.startsWith(`${path} `))
  return ancestors.map(({ names }) => `__fish_seen_subcommand_from ${names.join(' ')}`).join('; and ')
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
