// Runs the pages of a real server in the machine's own Chromium, wide and on a phone. `ops/test browser` starts it.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  globalSetup: "./server.ts",
  // Files run at once, the tests of a file one after another. Each worker has accounts of its own (server.ts), each test makes what it changes.
  workers: 2,
  timeout: 150_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  forbidOnly: true,
  use: {
    headless: true,
    actionTimeout: 15_000,
    timezoneId: "Europe/Istanbul",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CTS_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "wide", use: { viewport: { width: 1440, height: 900 } } },
    // Paper, keys and colours are the same everywhere; widths sets its own.
    { name: "phone", testIgnore: /(papers-pdf|keyboard|dark|widths)\.spec\.ts/, use: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
  ],
});
