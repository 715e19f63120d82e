import { defineConfig } from 'vite'

/** The page: `vite build` writes dist/web, which the workbench serves; `base` is relative, so any folder of any web host does. */
export default defineConfig({
  root: 'src/web',
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
  worker: { format: 'es' },
  server: { host: '127.0.0.1' },
})
