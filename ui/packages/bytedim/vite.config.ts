import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

// Two files: `bytedim.js` to be imported, also from a copied folder, and `im.js` for a script tag, which sets `window.im`.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  clearScreen: false,
  build: {
    target: 'es2022',
    minify: false,
    lib: {
      entry: 'src/index.ts',
      name: 'im',
      formats: ['es', 'iife'],
      fileName: (format) => (format === 'es' ? 'bytedim.js' : 'im.js'),
    },
  },
});
