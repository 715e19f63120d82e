import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

const neutral = [
  'base',
  'wire',
  'say',
  'charset',
  'tcp',
  'link',
  'net',
  'socket',
  'talk',
  'capture',
  'trace',
  'diagnose',
  'diagram',
  'lab',
  'drill',
  'protocol',
]

// A test that is run by npx is not a person who calls synfin by npx: the hints would name it so.
delete process.env['npm_command']

/** `SEED=random npm test` looks at other cases than the usual ones, `SEED=N` at those of a run that printed N. */
const { SEED = '1' } = process.env
const seed = SEED === 'random' ? Math.trunc(Math.random() * 0x7fff_ffff) : Number(SEED)
if (!Number.isInteger(seed)) throw new Error(`SEED is a whole number or 'random', not '${SEED}'`)
if (seed !== 1) console.log(`SEED=${seed}`)
const seeded = { setupFiles: ['test/support/seed.ts'], provide: { seed } }

/**
 * `npm test` runs the project `node`, `npm run test:long` what is too long for it; `npm run test:page` drives the page in Chromium, `npm run test:browser` runs the
 * neutral rooms' tests there.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          ...seeded,
          globalSetup: 'test/support/missing-programs.ts',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          exclude: ['test/page/**', 'test/outside/**', '**/*.long.test.ts'],
          testTimeout: 30_000,
          // Much of it waits for programs and namespaces: as many at once as there are cores.
          maxWorkers: '100%',
        },
      },
      {
        // Whole tables, fuzz and growth: too long for every edit, so they run in CI.
        test: {
          name: 'long',
          ...seeded,
          globalSetup: 'test/support/missing-programs.ts',
          environment: 'node',
          include: ['src/**/*.long.test.ts', 'test/**/*.long.test.ts'],
          exclude: ['test/page/**', 'test/outside/**'],
          testTimeout: 300_000,
          // They measure: side by side they would measure each other.
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'page',
          environment: 'node',
          include: ['test/page/**/*.test.ts'],
          testTimeout: 60_000,
          // Each file has a browser and a workbench of its own; more at once only wait for each other.
          maxWorkers: 2,
        },
      },
      {
        // What needs other people's work that is not ours to keep here: see docs/conformance.md.
        test: { name: 'outside', environment: 'node', include: ['test/outside/**/*.test.ts'] },
      },
      {
        // Named here because a dependency found half-way makes Vite reload the page under the running tests.
        optimizeDeps: { include: ['fast-check'] },
        test: {
          name: 'browser',
          ...seeded,
          include: neutral.map((room) => `src/${room}/**/*.test.ts`),
          exclude: ['**/*.node.test.ts', '**/*.long.test.ts'],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
                args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
