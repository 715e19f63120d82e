import { expect, it } from 'vitest'
import { controlParts, namedControls } from './control-names.ts'
import { visibleControls } from './visible.ts'

it('controls have names that every font has', () => {
  expect(namedControls(visibleControls('a\u001b[2J\u0000\u007f'))).toBe('a<ESC>[2J<NUL><DEL>')
  expect(controlParts(visibleControls('a\u0007b'))).toEqual([
    { text: 'a', control: undefined },
    { text: '\u2407', control: 'BEL' },
    { text: 'b', control: undefined },
  ])
  expect(controlParts('')).toEqual([])
})
