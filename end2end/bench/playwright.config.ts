import { defineConfig } from '@playwright/test';
import { CHROMIUM } from '../support/browser.ts';

// One measure at a time; `cargo xtask bench` calls it and reads what it writes.
export default defineConfig({
  testDir: '.',
  timeout: 600_000,
  workers: 1,
  use: { browserName: 'chromium', launchOptions: CHROMIUM, viewport: { width: 360, height: 640 } },
});
