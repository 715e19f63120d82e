import type { Argument, Command, Option } from 'commander'
import { EXIT } from '../../src/cli/exit-code.ts'
import type { Lang } from '../../src/say/index.ts'
import { examples, exitSentences, files, manualSentences as t, variables } from './sentences.ts'

/**
 * A manual page for `man`, in the macros of man(7).
 *
 * @param program - As commander has it, its descriptions in the language of the page.
 */
export function manPage(program: Command, version: string, lang: Lang): string {
  const items = (all: Readonly<Record<string, { readonly en: string; readonly zh: string }>>): string[] =>
    Object.entries(all).flatMap(([name, said]) => item(name, said[lang]))
  const lines = [
    '.\\" -*- mode: nroff; coding: UTF-8 -*-',
    `.TH SYNFIN 1 "" "synfin ${version}" "${t.manual[lang]}"`,
    // No hyphenation, no filling of both margins: flags and addresses stay whole.
    '.nh',
    '.ad l',
    `.SH ${t.name[lang]}`,
    `synfin \\- ${roff(withoutStop(program.description()))}`,
    `.SH ${t.synopsis[lang]}`,
    ...leaves(program).flatMap((command) => [usage(command), '.br']),
    `.SH ${t.description[lang]}`,
    roff(t.usage[lang]),
    `.SH ${t.options[lang]}`,
    ...options(program),
    `.SH ${t.commands[lang]}`,
    ...leaves(program).flatMap(section),
    `.SH ${t.exit[lang]}`,
    ...[...new Set(Object.values(EXIT))].flatMap((code) => item(String(code), exitSentences[code][lang])),
    `.SH ${t.environment[lang]}`,
    ...items(variables),
    `.SH ${t.files[lang]}`,
    ...items(files),
    `.SH ${t.examples[lang]}`,
    ...examples.flatMap((example) => item(example.run, example[lang])),
    `.SH ${t.seeAlso[lang]}`,
    ['nc', 'ncat', 'socat', 'tcpdump', 'tshark'].map((name) => `\\fB${name}\\fR(1)`).join(', '),
  ]
  return `${lines.join('\n')}\n`
}

/** The commands that do something, with those of commands in commands. */
function leaves(command: Command): Command[] {
  return command.commands.flatMap((inner) => (inner.commands.length > 0 ? leaves(inner) : [inner]))
}

/** The words that call a command: `synfin lab run`. */
function wordsOf(command: Command): string {
  return `${command.parent === null ? '' : `${wordsOf(command.parent)} `}${command.name()}`
}

function usage(command: Command): string {
  const args = command.registeredArguments.map((argument) => roff(termOf(argument))).join(' ')
  return `\\fB${roff(wordsOf(command))}\\fR [\\fIoptions\\fR] ${args}`.trimEnd()
}

function section(command: Command): string[] {
  const names = [wordsOf(command), ...command.aliases()].join(', ')
  return [
    `.SS "${roff(names).replaceAll('"', '""')}"`,
    roff(command.description()),
    ...command.registeredArguments.flatMap((argument) => item(termOf(argument), about(command, argument))),
    ...options(command),
  ]
}

function options(command: Command): string[] {
  const help = command.createHelp()
  return help
    .visibleOptions(command)
    .flatMap((option: Option) => item(option.flags, help.optionDescription(option)))
}

function about(command: Command, argument: Argument): string {
  return command.createHelp().argumentDescription(argument)
}

function termOf(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name()
  return argument.required ? `<${name}>` : `[${name}]`
}

function item(term: string, text: string): string[] {
  return ['.TP', `\\fB${roff(term)}\\fR`, roff(text)]
}

/** Text that troff leaves as it is. */
function roff(text: string): string {
  const safe = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
  return safe
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/^([.'])/, '\\&$1')
    .replaceAll("'", '\\(aq')
}

const withoutStop = (text: string): string => text.replace(/[.。]$/, '')
