import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import {
  langOf,
  pickLang,
  say,
  sayNumber,
  type Lang,
  type Sentence,
  type SentenceArgs,
} from '../../say/index.ts'
import { remember, remembered } from './storage.ts'

export type Theme = 'system' | 'light' | 'dark'

/** What the person chose themselves, undefined until they do. */
const chosenLang = signal<Lang | undefined>(langOf(remembered('lang') ?? ''))
/** What the workbench was started with (`--lang`). */
const serverLang = signal<Lang | undefined>(undefined)

/** The language of the page: chosen here, else that of the workbench, else the browser's. */
export const lang: ReadonlySignal<Lang> = computed(
  () => chosenLang.value ?? serverLang.value ?? pickLang(navigator.language),
)

export function chooseLang(value: Lang): void {
  chosenLang.value = value
  remember('lang', value)
}

/**
 * The workbench's own language; a choice made in the page stands above it. English is what it speaks when it was
 * asked for nothing, so then the browser's language counts.
 */
export function setServerLang(value: Lang): void {
  serverLang.value = value === 'en' ? undefined : value
}

/** A sentence in the page's language; a component that calls it is drawn again when the language changes. */
export function t(sentence: Sentence, args?: SentenceArgs): string {
  return say(sentence, lang.value, args)
}

/** A number as people of this language group its digits. */
export function count(value: number): string {
  return sayNumber(value, lang.value)
}

function themeOf(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system'
}

export const theme = signal<Theme>(themeOf(remembered('theme')))

export function chooseTheme(value: Theme): void {
  theme.value = value
  remember('theme', value === 'system' ? undefined : value)
}

const darkQuery = matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = signal(darkQuery.matches)
darkQuery.addEventListener('change', ({ matches }) => (systemIsDark.value = matches))

/** Whether it is dark now: what is drawn on a canvas reads its colours again when this changes. */
export const isDark: ReadonlySignal<boolean> = computed(() =>
  theme.value === 'system' ? systemIsDark.value : theme.value === 'dark',
)

/** Single letters as keys; those who speak to their machine may turn them off (WCAG 2.1.4). */
export const singleKeys = signal(remembered('keys') !== 'off')

export function chooseSingleKeys(on: boolean): void {
  singleKeys.value = on
  remember('keys', on ? undefined : 'off')
}

/** Writes language and theme to the document; called once. */
export function applySettings(): void {
  effect(() => {
    document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en'
  })
  effect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme.value
  })
}
