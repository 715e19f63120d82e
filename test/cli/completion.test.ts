import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { endAll, outside, synfin } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

async function script(shell: string): Promise<string> {
  const run = synfin(['completion', shell], '')
  expect(await run.code).toBe(0)
  const file = join(mkdtempSync(join(tmpdir(), 'synfin-')), `synfin.${shell}`)
  writeFileSync(file, run.out.text)
  return file
}

async function output(shell: string, args: readonly string[]): Promise<string> {
  const run = outside(shell, args)
  const code = await run.code
  expect({ code, err: run.err.text }).toEqual({ code: 0, err: '' })
  return run.out.text
}

describe.skipIf(!has('bash'))('bash completion', () => {
  const complete = async (line: string): Promise<string[]> => {
    const words = line.split(' ')
    const code = `source '${await script('bash')}'; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
      COMP_CWORD=${words.length - 1}; _synfin; printf '%s\\n' "\${COMPREPLY[@]}"`
    return (await output('bash', ['--norc', '-c', code])).trim().split('\n')
  }

  it('knows commands, options, values', async () => {
    expect(await complete('synfin l')).toContain('listen')
    expect(await complete('synfin connect --eo')).toEqual(['--eol'])
    expect(await complete('synfin client --eol c')).toEqual(['crlf', 'cr'])
    expect(await complete('synfin connect --encoding gb')).toEqual(['gb18030', 'gbk'])
    expect(await complete('synfin listen --br')).toEqual(['--broadcast'])
    expect(await complete('synfin completion z')).toEqual(['zsh'])
    expect(await complete('synfin connect -o package.j')).toEqual(['package.json'])
  })
})

describe.skipIf(!has('zsh'))('zsh completion', () => {
  const complete = async (line: string): Promise<string[]> => {
    const words = line.split(' ')
    const code = `source '${await script('zsh')}'
      compadd() { shift; print -l -- "$@"; }; _files() { print FILES; }
      words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _synfin`
    return (await output('zsh', ['-f', '-c', code])).trim().split('\n')
  }

  it('knows commands, options, values', async () => {
    expect(await complete('synfin l')).toEqual(expect.arrayContaining(['connect', 'listen', 'send']))
    expect(await complete('synfin connect --eo')).toContain('--eol')
    expect(await complete('synfin connect --eol c')).toEqual(['lf', 'crlf', 'cr', 'none', 'nul'])
    expect(await complete('synfin connect -o x')).toEqual(['FILES'])
  })

  it('is found by compinit', async () => {
    const code = `autoload -Uz compinit; compinit -D -u; source '${await script('zsh')}'; print $_comps[synfin]`
    expect((await output('zsh', ['-f', '-c', code])).trim()).toBe('_synfin')
  })
})

describe.skipIf(!has('fish'))('fish completion', () => {
  const complete = async (line: string): Promise<string[]> => {
    const code = `source '${await script('fish')}'; complete -C '${line}'`
    const text = await output('fish', ['--no-config', '-c', code])
    return text
      .trim()
      .split('\n')
      .map((row) => row.split('\t')[0] ?? '')
  }

  it('knows commands, options, values', async () => {
    expect(await complete('synfin lis')).toEqual(['listen'])
    expect(await complete('synfin connect --eo')).toEqual(['--eol'])
    expect(await complete('synfin connect --eol c')).toEqual(expect.arrayContaining(['crlf', 'cr']))
    expect(await complete('synfin connect --encoding gb')).toEqual(expect.arrayContaining(['gb18030', 'gbk']))
    expect(await complete('synfin completion z')).toEqual(['zsh'])
  })
})
