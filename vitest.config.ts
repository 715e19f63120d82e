import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

const neutral = [
  'base',
  'wire',
  'text',
  'tcp',
  'net',
  'socket',
  'trace',
  'diagram',
  'lab',
  'drill',
  'protocol',
]

/** `npm test` runs the project `node`; `npm run test:browser` the neutral rooms' tests in Chromium. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        // Named here because a dependency found half-way makes Vite reload the page under the running tests.
        optimizeDeps: { include: ['fast-check'] },
        test: {
          name: 'browser',
          include: neutral.map((room) => `src/${room}/**/*.test.ts`),
          exclude: ['**/*.node.test.ts'],
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
