import { pageSentences as p } from '../shell/sentences.ts'
import { t } from './settings.ts'
import { toast } from './toasts.ts'

/** Of files that were chosen or dropped only the first is taken, and the others are named. */
export function takeOne(files: ArrayLike<File> | null | undefined): File | undefined {
  const [file, ...others] = Array.from(files ?? [])
  if (file !== undefined && others.length > 0) {
    const names = others.map(({ name }) => name)
    toast(t(p.oneFile, { name: file.name, others: names }))
  }
  return file
}
