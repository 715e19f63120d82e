import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  CHAPTERS,
  LESSONS,
  parseScenario,
  runLesson,
  runScenario,
  pageLabSentences,
} from '../../src/lab/index.ts'
import { say } from '../../src/say/index.ts'
import { buildAndServe, hasChromium, launch, type BuiltPage } from './support/browser.ts'

/** The Lab and Learn in Chromium, from the static page: no workbench is there. */

const require = createRequire(import.meta.url)
/** How long a busy machine may take for what is polled. */
const SOON = { timeout: 20_000 }

describe.skipIf(!hasChromium)('the static page', { timeout: 90_000 }, () => {
  let browser: Browser
  let built: BuiltPage
  let page: Page
  let errors: string[]
  beforeAll(async () => {
    browser = await launch()
    built = await buildAndServe()
  })
  afterAll(async () => {
    await browser?.close()
    await built?.close()
  })
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1440, height: 800 }, locale: 'en' })
    errors = []
    page.on('pageerror', (error) => errors.push(error.message))
  })
  afterEach(async () => {
    await page.close()
    if (errors.length > 0) throw new Error(errors.join('\n'))
  })
  const open = (hash: string): Promise<unknown> => page.goto(`${built.url}${hash}`)
  const rows = () => page.locator('.wire-row')
  const labels = async (): Promise<(string | null)[]> =>
    Promise.all((await rows().all()).map((row) => row.getAttribute('aria-label')))
  /** Clicks a segment's arrow. */
  const choose = async (name: RegExp): Promise<void> => {
    const box = await page.getByRole('option', { name }).first().boundingBox()
    if (box === null) throw new Error(`${name} is not in sight`)
    await page.mouse.click(box.x + box.width / 2, box.y + 17)
  }

  describe('the Lab', () => {
    it('runs without a server, and a click loses a packet: old and new stand side by side, and it is undone', async () => {
      await open('#/lab')
      await expect.poll(() => rows().count(), SOON).toBeGreaterThan(5)
      expect((await labels()).some((label) => label?.includes('lost'))).toBe(false)
      await choose(/The client sends bytes/)
      await page.getByRole('button', { name: 'Lose it' }).click()
      await expect.poll(() => page.locator('.wire-pane').count(), SOON).toBe(2)
      expect(page.url()).toContain('lose=client.3')
      await expect
        .poll(() => page.locator('.wire-difference').textContent(), SOON)
        .toMatch(/From segment 4 on/)
      await expect
        .poll(async () => (await labels()).some((label) => label?.includes('lost')), SOON)
        .toBe(true)
      expect(await page.locator('.lab-chip').allTextContents()).toEqual(['client 3 lost'])
      await page.getByRole('button', { name: 'Undo: client 3 lost' }).click()
      await expect.poll(() => page.locator('.wire-pane').count(), SOON).toBe(1)
      expect(page.url()).not.toContain('lose')
      // The browser's own way back redoes it: every change is a place in its history.
      await page.goBack()
      await expect.poll(() => page.locator('.lab-chip').count(), SOON).toBe(1)
    })

    it('delays a packet by as much as is asked for', async () => {
      await open('#/lab')
      await expect.poll(() => rows().count(), SOON).toBeGreaterThan(5)
      await choose(/SYN/)
      await page.getByRole('button', { name: 'Delay it' }).click()
      await page.getByLabel('by', { exact: true }).fill('soon')
      await page.keyboard.press('Enter')
      expect(await page.getByRole('alert').textContent()).toContain("'soon' is no time")
      await page.getByLabel('by', { exact: true }).fill('2s')
      await page.keyboard.press('Enter')
      await expect.poll(() => page.url(), SOON).toContain('delay=client.1:2s')
      await expect.poll(() => page.locator('.lab-chip').textContent(), SOON).toBe('client 1 delayed by 2s')
    })

    it('a link repeats the run, to the packet', async () => {
      const link =
        'seed=7&path=delay+20ms+loss+5%25&client=send+40k,+close&server=recv+end,+close&lose=client.5'
      const run = await runScenario(parseScenario(link))
      await open(`#/lab?${link}`)
      await page.getByText('Outcome', { exact: true }).click()
      const sent = page
        .locator('.lab-outcome table')
        .nth(1)
        .locator('tr', { hasText: 'bytes on the wire' })
        .locator('td')
      await expect
        .poll(async () => (await sent.allTextContents()).map((text) => text.split(' ')[0]), SOON)
        .toEqual(
          [run.cost.wireBytes.client, run.cost.wireBytes.server].map((value) => value.toLocaleString('en')),
        )
    })

    it('sliders and fields change the run and the link; what cannot be is said', async () => {
      await open('#/lab')
      await expect.poll(() => rows().count(), SOON).toBeGreaterThan(5)
      await page.getByRole('slider', { name: 'Delay' }).fill('80')
      await expect.poll(() => page.url(), SOON).toContain('path=delay+80ms')
      await expect.poll(async () => (await labels()).length, SOON).toBeGreaterThan(5)
      await expect.poll(() => page.getByLabel('In words').inputValue(), SOON).toBe('delay 80ms')
      await page.getByLabel('In words').fill('delay 80ms los 3%')
      await page.keyboard.press('Enter')
      await expect
        .poll(() => page.getByRole('alert').textContent())
        .toContain("'los' is not a part of a path")
      await page.getByLabel('The client', { exact: true }).fill("send 'hi'\nclose")
      await page.keyboard.press('Control+Enter')
      await expect.poll(() => page.url(), SOON).toContain("client=send+'hi',+close")
      await page.getByText('Engine options').click()
      await page.getByLabel('sack, server').selectOption('off')
      await expect.poll(() => page.url(), SOON).toContain('server.sack=off')
    })

    it('steps, plays and scrubs', async () => {
      await open('#/lab')
      await expect.poll(() => rows().count(), SOON).toBeGreaterThan(5)
      const moment = (): Promise<string | null> => page.locator('.lab-moment').textContent()
      const whole = await rows().count()
      await page.getByRole('button', { name: 'To the start' }).click()
      await expect.poll(moment, SOON).toContain('0 ns of')
      await page.getByRole('button', { name: 'One step on' }).click()
      await expect.poll(() => rows().count(), SOON).toBeLessThan(whole)
      await page.keyboard.press('.')
      await expect.poll(moment, SOON).toContain('10 ms of')
      await page.keyboard.press(',')
      await expect.poll(moment, SOON).toContain('0 ns of')
      await page.getByLabel('Speed').selectOption('100')
      await page.getByRole('button', { name: 'Play' }).click()
      await expect.poll(moment, SOON).toMatch(/^60.* of 60/)
    })

    it('UDP is listed datagram by datagram, and each can be lost', async () => {
      await open('#/lab?protocol=udp&client=send+100+x5+every+10ms,+close&server=recv+500')
      await expect.poll(() => page.locator('.datagrams tbody tr').count(), SOON).toBe(5)
      // A click on an arrow of the ladder chooses its row.
      const arrow = await page.locator('.ladder-hit').nth(3).boundingBox()
      await page.mouse.click(
        (arrow?.x ?? 0) + (arrow?.width ?? 0) / 2,
        (arrow?.y ?? 0) + (arrow?.height ?? 0) / 2,
      )
      await expect.poll(() => page.locator('.datagrams tr.marked td').first().textContent(), SOON).toBe('4')
      expect(await page.locator('.lab-actions').getByRole('button').count()).toBe(4)
      await page.locator('.datagrams tbody tr').nth(1).getByRole('button').click()
      await page.getByRole('menuitem', { name: 'Lose it' }).click()
      await expect.poll(() => page.locator('.lab-pair section').count(), SOON).toBe(2)
      expect(await page.locator('section[aria-label="Before"] tr.lost').count()).toBe(0)
      expect(await page.locator('section[aria-label="With the changes"] tr.lost').count()).toBe(1)
      expect(page.url()).toContain('lose=client.2')
    })

    it('on a phone, a touched packet can be changed, too', async () => {
      await page.setViewportSize({ width: 390, height: 844 })
      await open('#/lab')
      await expect.poll(() => rows().count(), SOON).toBeGreaterThan(2)
      await choose(/SYN/)
      await page.getByRole('button', { name: 'Lose it' }).click()
      await expect.poll(() => page.url(), SOON).toContain('lose=client.1')
      await page.getByRole('tab', { name: 'Experiment' }).click()
      await expect.poll(() => page.getByRole('slider', { name: 'Delay' }).isVisible(), SOON).toBe(true)
    })

    it('a link that is wrong is told, with a way on', async () => {
      await open('#/lab?client=sned+5')
      await expect.poll(() => page.locator('.empty-state').textContent(), SOON).toContain("'sned' is no step")
      await page.getByRole('button', { name: 'Start over' }).click()
      await expect.poll(() => rows().count(), SOON).toBeGreaterThan(5)
    })
  })

  describe('Learn', () => {
    it('a lesson in Chinese: asked first, run in the page, its claims checked, its evidence shown', async () => {
      const lesson = LESSONS.find(({ id }) => id === 'time-wait')
      if (lesson === undefined) throw new Error('no lesson')
      const { claims } = await runLesson(lesson)
      await open('#/learn')
      await page.getByRole('button', { name: 'Switch language: 中文' }).click()
      await page
        .getByRole('link', { name: 'TIME-WAIT', exact: false })
        .filter({ hasText: lesson.question.zh })
        .click()
      expect(await page.locator('.lesson-claims').count()).toBe(0)
      await page.getByRole('button', { name: lesson.choices[0]?.zh ?? '' }).click()
      await expect
        .poll(() => page.locator('.lesson-because').textContent())
        .toBe(`不对。 ${lesson.because.zh}`)
      await expect.poll(() => page.locator('.lesson-claims li.holds').count(), SOON).toBe(claims.length)
      expect(await page.locator('.lesson-claims li > div > p').allTextContents()).toEqual(
        claims.map(({ claim, args }) => say(claim.says, 'zh', args)),
      )
      await page
        .locator('.lesson-claims')
        .getByRole('button', { name: say(pageLabSentences.showEvidence, 'zh') })
        .first()
        .click()
      // The evidence is chosen in the diagram: the first FIN of the server.
      await expect
        .poll(() => page.locator('.wire-row[aria-selected="true"]').getAttribute('aria-label'))
        .toContain('FIN')
      await page.getByRole('link', { name: '在实验室中打开' }).click()
      await expect.poll(() => page.url(), SOON).toContain('#/lab?')
    })

    it('stands in chapters, and a search finds a lesson by the words that people use', async () => {
      await open('#/learn')
      await expect.poll(() => page.locator('.learn-list h2').count(), SOON).toBe(CHAPTERS.length)
      expect(await page.locator('.learn-list li').count()).toBe(LESSONS.length)
      const search = page.getByRole('searchbox')
      for (const [words, id] of [
        ['CLOSE_WAIT', 'close-wait'],
        ['粘包', 'framing'],
        ['why not two', 'handshake'],
      ] as const) {
        await search.fill(words)
        await expect
          .poll(() => page.locator('.learn-list li a').first().getAttribute('href'), SOON)
          .toBe(`#/learn/${id}`)
      }
      await search.fill('xyzzy')
      await expect
        .poll(() => page.getByRole('status').allTextContents(), SOON)
        .toContain('No lesson is about “xyzzy”.')
      await search.fill('')
    })

    it('every lesson holds in the page', async () => {
      for (const { id, claims, answer } of LESSONS) {
        await open(`#/learn/${id}`)
        await page.locator('.lesson-choice').nth(answer).click()
        await expect
          .poll(() => page.locator('.lesson-claims li.holds').count(), { timeout: 10_000 })
          .toBe(claims.length)
      }
    })
  })

  it('axe finds nothing serious, in both themes', async () => {
    const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      for (const hash of ['#/lab?lose=client.3', '#/learn', '#/learn/handshake']) {
        await page.goto('about:blank')
        await open(hash)
        if (hash.endsWith('handshake')) await page.locator('.lesson-choice').first().click()
        if (hash !== '#/learn') await page.waitForSelector('.wire-row')
        // Colours that fade in are at rest.
        await page.waitForTimeout(400)
        await page.evaluate(axe)
        const found = await page.evaluate(async () => {
          const run = (
            globalThis as unknown as {
              axe: {
                run(): Promise<{
                  violations: { id: string; impact: string; nodes: { target: string[] }[] }[]
                }>
              }
            }
          ).axe
          const { violations } = await run.run()
          return violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
        })
        expect(`${hash} ${scheme}: ${found.join('; ')}`).toBe(`${hash} ${scheme}: `)
      }
    }
  })
})
