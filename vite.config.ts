import { defineConfig } from 'vite'
import { ThirdParty } from './tools/third-party/plugin.ts'

const thirdParty = new ThirdParty()

/** The page: `vite build` writes dist/web, which the workbench serves; `base` is relative, so any folder of any web host does. */
export default defineConfig({
  root: 'src/web',
  plugins: [thirdParty.gather(), thirdParty.write()],
  base: './',
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // The content security policy allows files of the page only, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es', plugins: () => [thirdParty.gather()] },
  server: { host: '127.0.0.1' },
})
