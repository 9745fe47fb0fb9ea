import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The page must live under `script-src 'self'; style-src 'self'` and trusted types: no inline script or style, nothing
// from a data: URL. Hence fonts and pictures as files (assetsInlineLimit 0), no polyfill for modulepreload (both hosts
// are Chromium) and hashed names, which a host can cache for ever.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  plugins: [react()],
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Chinese web fonts come as many slices; the report of every file's size would hide all warnings.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { output: { assetFileNames: 'assets/[name]-[hash][extname]' } },
  },
});
