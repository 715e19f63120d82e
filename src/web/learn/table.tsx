import { explainSentences as e } from '../../lab/index.ts'
import { t } from '../store/settings.ts'
import type { Shown } from './store.ts'

/** Figures of the runs side by side, where a lesson has them. */
export function Table({ shown }: { readonly shown: Shown }) {
  const table = shown.lesson.table?.(shown.runs)
  if (table === undefined) return null
  return (
    <section>
      <h2>{t(e.measured)}</h2>
      <div class="lesson-table" tabIndex={0} role="region" aria-label={t(e.measured)}>
        <table>
          <thead>
            <tr>
              <td />
              {table.columns.map((column) => (
                <th key={column.en} scope="col">
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(({ label, values }) => (
              <tr key={label.en}>
                <th scope="row">{t(label)}</th>
                {values.map((value, index) => (
                  <td key={index}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
