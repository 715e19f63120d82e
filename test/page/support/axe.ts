import axe from 'axe-core'
import type { Page } from 'playwright'

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
  }[]
}

/** What is still an experiment of axe-core's, and is wanted all the same. */
const OPTIONS = { rules: { 'label-content-name-mismatch': { enabled: true } } }

/** What axe-core finds, however slight. It is run from outside: the page's policy lets in no other script. */
export async function axeFaults(page: Page): Promise<string[]> {
  return told(await violations(page))
}

/** What axe-core finds serious: for a part of the page, which has no headings or landmarks of its own. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const found = await violations(page)
  return told(found.filter(({ impact }) => impact === 'serious' || impact === 'critical'))
}

async function violations(page: Page): Promise<AxeResult['violations']> {
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe.source })
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(${JSON.stringify(OPTIONS)}).then((found) => JSON.stringify(found))`,
    awaitPromise: true,
  })
  await session.detach()
  return (JSON.parse(String(result.value)) as AxeResult).violations
}

function told(found: AxeResult['violations']): string[] {
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  )
}
