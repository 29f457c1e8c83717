import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** `npm run dev` serves the panel beside a running lmsync, at this address. */
const SERVER = process.env.LMSYNC_ADDRESS ?? "http://127.0.0.1:8600";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    outDir: fileURLToPath(new URL("../src/lmsync/_panel", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    // An image inside CSS would be a `data:` address, which the policy of the pages refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
  },
  // The server refuses what comes from a page of another address.
  server: { proxy: { "^/(api|reference)/": { target: SERVER, changeOrigin: true, headers: { origin: SERVER } } } },
  test: { environment: "jsdom", testTimeout: 60_000, css: false, restoreMocks: true },
});
