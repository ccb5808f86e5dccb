import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** One page per HTML file in this folder; relative addresses, so that the files can be hosted under any path. */
export default defineConfig({
  root: dirname(fileURLToPath(import.meta.url)),
  base: "./",
  plugins: [react()],
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    // Everything is a file of its own origin: the content security policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
});
