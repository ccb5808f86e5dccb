import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const root = dirname(fileURLToPath(import.meta.url));

/** The Operator Panel (index.html), the Alive page and status pages; relative addresses, so that the files can be hosted under any path. */
export default defineConfig({
  root,
  base: "./",
  plugins: [react()],
  // From its sources, so that the pages need no build of it.
  resolve: { alias: { "@heartbase/use-heartbeat": join(root, "packages", "use-heartbeat", "src", "index.ts") } },
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    // Everything is a file of its own origin: the content security policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { index: join(root, "index.html"), alive: join(root, "alive.html"), status: join(root, "status.html") },
    },
  },
});
