import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './support/browser.ts';

// Two cores share a browser, a server and a database: a step that is slow elsewhere may take seconds here.
export default defineConfig({
  testDir: 'tests',
  globalSetup: './support/demo.ts',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  retries: 0,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    // Days and times stand as the device writes them; the words are English of England.
    locale: 'en-GB',
    launchOptions: CHROMIUM,
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'phone', use: { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true } },
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } } },
  ],
});
