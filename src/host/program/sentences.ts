import { reasons, type Reason } from '../../base/index.ts'

/** What is said of a program that synfin calls and that is not there: its name, and what has it. */
const texts = {
  missing: {
    en: "'{program}' is not installed: it is in the package {package}.",
    zh: '没有安装 {program}：它在 {package} 软件包里。',
  },
  missingOfSystem: {
    en: "'{program}' is not there: it should come with {package}.",
    zh: '找不到 {program}：它应当是 {package} 自带的。',
  },
  missingWithCommand: {
    en: "'{program}' is not installed: it is in the package {package} ({install}).",
    zh: '没有安装 {program}：它在 {package} 软件包里（{install}）。',
  },
} as const

export const programSentences: Readonly<Record<keyof typeof texts, Reason>> = reasons(texts)
