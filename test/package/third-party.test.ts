import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { licencesOf, packagesOf } from '../../tools/third-party/licences.ts'

const folder = mkdtempSync(join(tmpdir(), 'synfin-licences-'))
afterAll(() => rmSync(folder, { recursive: true }))

function made(name: string, manifest: object, text?: string): { name: string; folder: string } {
  const place = join(folder, 'node_modules', name)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }))
  if (text !== undefined) writeFileSync(join(place, 'LICENCE.md'), text)
  return { name, folder: place }
}

test('the packages of a bundle are known by the paths of its modules, each once', () => {
  const modules = [
    '/a/node_modules/ws/lib/a.js',
    '/a/node_modules/ws/lib/b.js?inline',
    '\0/a/node_modules/@scope/part/index.js?commonjs',
    'C:\\a\\node_modules\\outer\\node_modules\\inner\\x.js',
    '/a/src/web/main.ts',
    '\0rolldown/runtime.js',
  ]
  expect(packagesOf(modules)).toEqual([
    { name: '@scope/part', folder: '/a/node_modules/@scope/part' },
    { name: 'inner', folder: 'C:/a/node_modules/outer/node_modules/inner' },
    { name: 'ws', folder: '/a/node_modules/ws' },
  ])
})

describe('the licences that go with a bundle', () => {
  test('name, version, and the whole text', () => {
    const text = licencesOf([made('good', { license: 'MIT' }, 'Permission is hereby granted\n\nAS IS\n')])
    expect(text).toBe('good 1.0.0, MIT\n---------------\n\nPermission is hereby granted\n\nAS IS\n')
  })

  test.each([
    ['one that is not permissive', made('copyleft', { license: 'GPL-3.0' }, 'text'), /GPL-3\.0/],
    ['none', made('silent', {}, 'text'), /not said/],
    ['no text of it', made('bare', { license: 'MIT' }), /no text of its licence/],
  ])('%s ends the build', (_what, bundled, message) => {
    expect(() => licencesOf([bundled])).toThrow(message)
  })
})
