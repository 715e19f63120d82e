import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Browser, Download, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { layoutSequence, renderSvg } from '../../src/diagram/index.ts'
import { runConnection, type ConnectionLabOptions } from '../../src/lab/index.ts'
import { explainSegment, traceConnections, traceEvents } from '../../src/trace/index.ts'
import { readCapture, writePcapng } from '../../src/capture/index.ts'
import { longTalk } from '../../src/web/wire/testing/long-talk.ts'
import { seriousFaults } from './support/axe.ts'
import { buildAndServe, hasChromium, launch, type BuiltPage } from './support/browser.ts'
import { dropFiles } from './support/look.ts'

/** The Wire view in Chromium: by itself, given runs of the lab; and in the page, given capture files. */

const LOSSY: ConnectionLabOptions = {
  path: 'delay 20ms',
  drop: { client: [4] },
  message: new Uint8Array(12_000).fill(65),
}

let browser: Browser
beforeAll(async () => {
  if (hasChromium) browser = await launch()
})
afterAll(() => browser?.close())

/** Errors of the page are errors of the test. */
function watch(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // Chromium asks every host for an icon.
    if (message.type() === 'error' && !message.text().includes('404')) errors.push(message.text())
  })
  return errors
}

describe.skipIf(!hasChromium)('the Wire view', () => {
  let harness: BuiltPage
  let page: Page
  let errors: string[]
  beforeAll(async () => {
    harness = await buildAndServe(fileURLToPath(new URL('harness', import.meta.url)))
  })
  afterAll(() => harness?.close())
  const open = async (): Promise<void> => {
    page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
    errors = watch(page)
    await page.goto(harness.url)
    await page.waitForFunction(() => 'harness' in window)
  }
  afterEach(async () => {
    await page.close()
    if (errors.length > 0) throw new Error(errors.join('\n'))
  })
  const lab = async (options: ConnectionLabOptions): Promise<void> => {
    await page.evaluate((given) => window.harness.lab(given), options as never)
    await page.waitForSelector('.wire-row')
  }
  /** The place of a row on the screen. */
  const middleOf = async (row: number): Promise<{ x: number; y: number }> => {
    const box = await page.locator(`.wire-row[data-row="${row}"]`).boundingBox()
    if (box === null) throw new Error(`row ${row} is not in sight`)
    return { x: box.x + 420, y: box.y + 19 }
  }

  it('says in words what the segment under the pointer does', async () => {
    await open()
    const { trace } = await runConnection({ ending: { close: 'client' } })
    await lab({ ending: { close: 'client' } })
    const rows = page.locator('.wire-row')
    const first = Number(await rows.first().getAttribute('data-row'))
    const at = await middleOf(first)
    await page.mouse.move(at.x, at.y)
    const tip = page.locator('.wire-tip-words')
    expect(await tip.textContent()).toBe(explainSegment(trace, 0, 'en'))
    await page.evaluate(() => window.harness.lang('zh'))
    await page.waitForFunction(() => document.documentElement.lang === 'zh-CN')
    expect(await tip.textContent()).toBe(explainSegment(trace, 0, 'zh'))
  })

  it('is read and moved through with keys alone, every row in words', async () => {
    await open()
    const { trace } = await runConnection(LOSSY)
    await lab(LOSSY)
    const list = page.getByRole('listbox')
    await list.focus()
    const active = (): Promise<string | null> =>
      list.evaluate((element) => {
        const id = element.getAttribute('aria-activedescendant')
        return id === null ? null : (document.getElementById(id)?.getAttribute('aria-label') ?? null)
      })
    await page.keyboard.press('Home')
    await expect.poll(active).toContain(explainSegment(trace, 0, 'en'))
    await page.keyboard.press('j')
    await expect.poll(active).toContain(explainSegment(trace, 1, 'en'))
    await page.keyboard.press('ArrowUp')
    await expect.poll(active).toContain(explainSegment(trace, 0, 'en'))
    await page.keyboard.press('End')
    await expect.poll(active).toContain(explainSegment(trace, trace.segments.length - 1, 'en'))
    expect(await page.locator('.wire-words').textContent()).toBe(
      explainSegment(trace, trace.segments.length - 1, 'en'),
    )
  })

  it('opens a fold where it is clicked, and folds it again', async () => {
    await open()
    await lab({ path: 'delay 20ms', message: new Uint8Array(60_000).fill(65) })
    const folds = page.getByRole('option', { name: /more segments/ })
    const before = await folds.count()
    expect(before).toBeGreaterThan(0)
    const row = Number(await folds.first().getAttribute('data-row'))
    const at = await middleOf(row)
    await page.mouse.click(at.x, at.y - 8)
    await expect
      .poll(() => page.locator(`.wire-row[data-row="${row}"]`).getAttribute('aria-label'))
      .toMatch(/^Segment /)
    await page.getByRole('button', { name: 'Fold this run again' }).click()
    await expect
      .poll(() => page.locator(`.wire-row[data-row="${row}"]`).getAttribute('aria-label'))
      .toMatch(/more segments/)
  })

  it('hands the bytes of a clicked segment over, and what is to be done to its packet', async () => {
    await open()
    await lab(LOSSY)
    const data = page.getByRole('option', { name: /The client sends bytes/ }).first()
    const at = await middleOf(Number(await data.getAttribute('data-row')))
    await page.mouse.click(at.x, at.y)
    const { trace } = await runConnection(LOSSY)
    const index = trace.segments.findIndex((segment) => segment.length > 0)
    const segment = trace.segments[index]
    expect(await page.evaluate(() => window.harness.told)).toEqual([
      { connection: 0, from: 'client', offset: 0, length: segment?.length, segment: index },
    ])
    await page.getByRole('button', { name: 'Lose it' }).click()
    expect(await page.evaluate(() => window.harness.told.at(-1))).toEqual({
      packet: segment?.packet,
      action: 'lose',
    })
  })

  it('finds segments by what they are, goes from one to the next, shows only these', async () => {
    await open()
    const { trace } = await runConnection(LOSSY)
    const retransmitted = trace.segments.flatMap((segment, i) =>
      segment.kinds.includes('retransmission') ? [i] : [],
    )
    await lab(LOSSY)
    await page.keyboard.press('/')
    await page.keyboard.type('retransmission')
    const found = page.locator('.wire-found')
    await expect.poll(() => found.textContent()).toBe(`${retransmitted.length} found`)
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('.wire-words').textContent())
      .toBe(explainSegment(trace, retransmitted[0] ?? -1, 'en'))
    await page.getByRole('button', { name: 'Only these' }).click()
    await expect.poll(() => page.locator('.wire-row').count()).toBe(retransmitted.length)
  })

  it('lights the states of both ends as of the chosen segment', async () => {
    await open()
    await lab({})
    await page.getByRole('listbox').focus()
    await page.keyboard.press('Home')
    const lit = (state: string): Promise<string | null> =>
      page.locator(`.wire-machine [data-state="${state}"]`).getAttribute('data-ends')
    await expect.poll(() => lit('SYN-SENT')).toBe('client')
    expect(await lit('SYN-RECEIVED')).toBe('server')
    await page.keyboard.press('End')
    await expect.poll(() => lit('TIME-WAIT')).toBe('client')
    expect(await lit('CLOSED')).toBe('server')
  })

  it('plots what the ends knew, and says of a capture that cwnd is not on the wire', async () => {
    await open()
    await lab(LOSSY)
    await page.getByRole('tab', { name: 'Plots' }).click()
    await page.waitForSelector('.plot')
    expect(await page.locator('.plot figcaption strong').allTextContents()).toEqual([
      'Sequence numbers',
      'Congestion window',
      'Round-trip time',
      'In flight and window',
    ])
    await page.evaluate(() => window.harness.long(200, false))
    await expect.poll(() => page.locator('.plot').count()).toBe(3)
    expect(await page.locator('.wire-absent').textContent()).toContain('not on the wire')
  })

  it('compares two runs side by side from where they differ', async () => {
    await open()
    await page.evaluate(() => window.harness.compare({ drop: { client: [3] } }, {}))
    await expect.poll(() => page.locator('.wire-pane').count()).toBe(2)
    expect(await page.locator('.wire-difference').textContent()).toMatch(/From segment \d+ on/)
    await page.evaluate(() => window.harness.compare({}, {}))
    await expect.poll(() => page.locator('.wire-difference').textContent()).toContain('the same')
  })

  it('follows what comes, and holds still when paused', async () => {
    await open()
    await page.evaluate(() => {
      window.harness.live(400)
      window.harness.more(100)
    })
    await page.waitForSelector('.wire-row')
    await page.getByRole('button', { name: 'Fold', exact: true }).click()
    const last = (): Promise<number> =>
      page.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll('.wire-row')].map((row) => Number(row.getAttribute('data-row'))),
        ),
      )
    await expect.poll(last).toBe(99)
    await page.evaluate(() => window.harness.more(100))
    await expect.poll(last).toBe(199)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.evaluate(() => window.harness.more(100))
    await expect.poll(() => page.locator('.wire-waiting').textContent()).toBe('100 new')
    expect(await last()).toBe(199)
    await page.getByRole('button', { name: 'Go on' }).click()
    await expect.poll(last).toBe(299)
  })

  it('saves the same SVG, packets and events as the library', async () => {
    await open()
    const options: ConnectionLabOptions = { drop: { client: [2] } }
    const run = await runConnection(options)
    await lab(options)
    const save = async (name: string): Promise<Buffer> => {
      const [download] = await Promise.all([
        page.waitForEvent('download') as Promise<Download>,
        page
          .getByRole('button', { name: 'Save' })
          .click()
          .then(() => page.getByRole('menuitem', { name }).click()),
      ])
      return readFileSync(await download.path())
    }
    const layout = layoutSequence(run.trace, { notes: run.calls })
    expect((await save('Picture, SVG')).toString()).toBe(renderSvg(layout, { lang: 'en', theme: 'light' }))
    expect(new Uint8Array(await save('Packets, pcapng'))).toEqual(
      writePcapng(run.packets, { keepArrivals: true }),
    )
    const lines = (await save('Connection, JSON lines')).toString().trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      traceEvents(run.trace).map((event) => JSON.parse(JSON.stringify(event)) as unknown),
    )
    expect((await save('Picture, PNG')).subarray(1, 4).toString()).toBe('PNG')
    expect((await save('Text')).toString()).toContain('SYN')
  })

  it('a stretch dragged in a plot is what the diagram shows, to scale', async () => {
    await open()
    await lab(LOSSY)
    await page.getByRole('button', { name: 'Time' }).click()
    await page.getByRole('tab', { name: 'Plots' }).click()
    const over = page.locator('.plot .u-over').first()
    const box = await over.boundingBox()
    if (box === null) throw new Error('no plot')
    const zoom = (): Promise<number> =>
      page
        .locator('.wire-zoom')
        .textContent()
        .then((text) => Number.parseInt(text ?? '', 10))
    const before = await zoom()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 4 })
    await page.mouse.up()
    await expect.poll(zoom).toBeGreaterThan(before)
    // What is in sight, as the plot shades it, is now about all of the plot.
    await expect
      .poll(() =>
        page
          .locator('.plot-sight')
          .first()
          .evaluate((sight) => Number.parseFloat(getComputedStyle(sight).width)),
      )
      .toBeGreaterThan(box.width * 0.8)
    await page.mouse.dblclick(box.x + 20, box.y + 40)
    await expect
      .poll(() =>
        page
          .locator('.plot-sight')
          .first()
          .evaluate((sight) => Number.parseFloat(getComputedStyle(sight).width)),
      )
      .toBeLessThan(box.width * 0.3)
  })

  it('in a small place, without the panel, says the chosen segment below the diagram', async () => {
    await open()
    const { trace } = await runConnection({})
    await page.evaluate(() => window.harness.lab({}, { compact: true }))
    await page.waitForSelector('.wire-row')
    expect(await page.locator('.wire-panel').count()).toBe(0)
    await page.getByRole('listbox').focus()
    await page.keyboard.press('Home')
    await expect.poll(() => page.locator('.wire-said p').textContent()).toBe(explainSegment(trace, 0, 'en'))
    await page.locator('.wire-said').getByRole('button', { name: 'Delay it' }).click()
    expect(await page.evaluate(() => window.harness.told.at(-1))).toEqual({ packet: 0, action: 'delay' })
  })

  it('has nothing serious for axe, in both languages and themes', async () => {
    await open()
    await lab(LOSSY)
    for (const lang of ['en', 'zh'] as const) {
      for (const theme of ['light', 'dark'] as const) {
        for (const tab of [0, 1]) {
          await page.evaluate((given) => window.harness.lang(given), lang)
          await page.evaluate((given) => window.harness.theme(given), theme)
          await page.getByRole('tab').nth(tab).click()
          await page.waitForTimeout(200)
          expect(await seriousFaults(page)).toEqual([])
        }
      }
    }
  })

  it('draws 100,000 segments within a second and scrolls them smoothly', async () => {
    await open()
    for (const arrivals of [false, true]) {
      const { trace, drawn } = await page.evaluate((given) => window.harness.long(100_000, given), arrivals)
      await page.getByRole('button', { name: 'Fold', exact: true }).click()
      await page.waitForFunction(
        () => (document.querySelector<HTMLElement>('.wire-space')?.offsetHeight ?? 0) > 1_000_000,
      )
      await page.waitForTimeout(500)
      const frames = await page.evaluate(scrollFrames)
      console.log(
        `100,000 segments ${arrivals ? 'simulated' : 'captured'}: traced in ${trace.toFixed(0)} ms, drawn in ${drawn.toFixed(0)} ms, ` +
          `scrolling ${(1000 / frames.median).toFixed(0)} frames/s (median ${frames.median.toFixed(1)} ms, 95 % ${frames.p95.toFixed(1)} ms)`,
      )
      // A second and 17 ms are asked for; the machine that tests may be busy.
      expect(drawn).toBeLessThan(4_000)
      expect(frames.median).toBeLessThan(34)
      await page.getByRole('button', { name: 'Fold', exact: true }).click()
    }
  }, 90_000)
})

/** Scrolls for three seconds of frames, in the page. */
async function scrollFrames(): Promise<{ median: number; p95: number }> {
  const scroller = document.querySelector<HTMLElement>('.wire-scroller')
  if (scroller === null) throw new Error('no scroller')
  const times: number[] = []
  let last = performance.now()
  for (let i = 0; i < 180; i++) {
    scroller.scrollTop += 137
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const now = performance.now()
    times.push(now - last)
    last = now
  }
  times.sort((a, b) => a - b)
  return { median: times[90] ?? 0, p95: times[171] ?? 0 }
}

describe.skipIf(!hasChromium)('captures in the page', () => {
  let built: BuiltPage
  let page: Page
  let errors: string[]
  let folder: string
  beforeAll(async () => {
    built = await buildAndServe()
    folder = mkdtempSync(join(tmpdir(), 'synfin-captures-'))
  })
  afterAll(async () => {
    await built?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const open = async (name: string, bytes: Uint8Array): Promise<void> => {
    page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
    errors = watch(page)
    await page.goto(`${built.url}#/wire`)
    const file = join(folder, name)
    writeFileSync(file, bytes)
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.locator('.empty-actions .primary').click(),
    ])
    await chooser.setFiles(file)
  }
  afterEach(async () => {
    await page.close()
    if (errors.length > 0) throw new Error(errors.join('\n'))
  })

  it('a pcapng that was dropped on the page is drawn', async () => {
    const run = await runConnection(LOSSY)
    const bytes = writePcapng(run.packets, { keepArrivals: true })
    page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
    errors = watch(page)
    await page.goto(built.url)
    await page.waitForSelector('.start')
    await page.evaluate(
      (given) => {
        const data = new DataTransfer()
        data.items.add(new File([new Uint8Array(given)], 'run.pcapng'))
        document.body.dispatchEvent(
          new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
        )
      },
      [...bytes],
    )
    await page.waitForSelector('.wire-row')
    expect(await page.locator('.capture-line [role=status]').textContent()).toBe(
      `run.pcapng: ${run.packets.length} packets`,
    )
    expect(await page.locator('.wire-row').first().getAttribute('aria-label')).toContain(
      explainSegment(run.trace, 0, 'en'),
    )
  })

  it('of several files that were dropped the first is read, and the others are named', async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
    errors = watch(page)
    await page.goto(built.url)
    await page.waitForSelector('.start')
    await dropFiles(page, 'body', ['first.pcapng', 'second.pcapng', 'third.pcapng'])
    expect(await page.locator('.toast').textContent()).toContain(
      'One file at a time: first.pcapng is taken, not second.pcapng and third.pcapng.',
    )
    await expect.poll(() => page.locator('.empty-state h1').textContent()).toBe('This is not a capture file.')
  })

  it('a capture of several connections lists them with what became of each', async () => {
    const first = await runConnection({})
    const second = await runConnection({ ending: { reset: 'server' }, seed: 7, ipv6: true })
    const packets = [...first.packets, ...second.packets].sort((a, b) => a.time - b.time)
    const traces = traceConnections(readCapture(writePcapng(packets, { keepArrivals: true })).packets)
    expect(traces).toHaveLength(2)
    await open('two.pcapng.gz', gzipSync(writePcapng(packets, { keepArrivals: true })))
    await expect.poll(() => page.locator('.wire-connection').count()).toBe(2)
    const reset = page.locator('.wire-connection').filter({ hasText: 'by force (RST)' })
    await reset.click()
    await page.waitForFunction(() => document.querySelector('.wire-head')?.textContent?.includes('[fd'))
    expect(await reset.getAttribute('aria-current')).toBe('true')
  })

  it('asks before a file becomes a hundred times its size, asks again at twice as much, and stops at once', async () => {
    await open('bomb.pcap.gz', gzipSync(framesOfZeros(40 * 1024 * 1024)))
    const status = page.locator('.capture-line [role=status]')
    const said = (): Promise<string | null> => status.textContent()
    await expect.poll(said, { timeout: 30_000 }).toMatch(/bomb\.pcap\.gz: .* have become 16\.\d MB/)
    await page.getByRole('button', { name: 'Read on' }).click()
    await expect.poll(said, { timeout: 30_000 }).toMatch(/have become 33\.\d MB/)
    await page.getByRole('button', { name: 'Stop reading' }).click()
    await expect.poll(said).toContain('because you stopped it')
    expect(await page.locator('h1').last().textContent()).toBe('No TCP connection so far.')
  })

  it('says clearly what is wrong with a bad file', async () => {
    await open('notes.txt', new TextEncoder().encode('this is no capture'))
    await expect.poll(() => page.locator('.empty-state h1').textContent()).toBe('This is not a capture file.')
    await expect
      .poll(() => page.locator('.capture-problems').textContent())
      .toContain('not a pcap or pcapng file')
    await page.close()
    const good = writePcapng(longTalk(50))
    await open('cut.pcapng', good.subarray(0, good.length - 30))
    await expect.poll(() => page.locator('.capture-problems').textContent()).toContain('middle of a record')
    expect(await page.locator('.wire-canvas').count()).toBe(1)
    await page.close()
    await open('cut.pcapng.gz', gzipSync(good).subarray(0, 200))
    await expect.poll(() => page.locator('.capture-line [role=status]').textContent()).toContain('gzip')
    await page.close()
    await open('empty.pcapng', writePcapng([]))
    await expect.poll(() => page.locator('.empty-state').textContent()).toContain('no packet')
  })
})

/** A capture that compresses to a thousandth. */
function framesOfZeros(length: number): Uint8Array {
  const frame = 16 + 65_535
  const bytes = new Uint8Array(24 + Math.floor(length / frame) * frame)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0xa1b2c3d4)
  view.setUint16(4, 2)
  view.setUint16(6, 4)
  view.setUint32(16, 65_535)
  view.setUint32(20, 1)
  for (let at = 24; at < bytes.length; at += frame) {
    view.setUint32(at + 8, 65_535)
    view.setUint32(at + 12, 65_535)
  }
  return bytes
}
