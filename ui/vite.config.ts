import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

import { emoji } from './src/parts/emoji/from-emojibase.ts';

// `--mode demo` is the page on the fake runtime, for screenshots and for work on the page without the shell.
// It has its own folder, so that it can never be packed by mistake.
export default defineConfig(({ mode }) => ({
  plugins: [solid(), emoji()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    // WebKitGTK 2.40 and newer, macOS 13 and newer.
    target: 'safari16',
    outDir: mode === 'demo' ? 'dist-demo' : 'dist',
    // The page is loaded from disk: preloading by script would need an inline script the policy refuses.
    modulePreload: { polyfill: false },
    // Pictures of the page are inline SVG components; a data address would need its own exception in the policy.
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'packages/*/src/**/*.test.ts'],
    // axe over a whole screen takes seconds on a busy machine.
    testTimeout: 30_000,
    css: false,
  },
}));
