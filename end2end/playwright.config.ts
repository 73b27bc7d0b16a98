import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './support/browser.ts';
import { SIZES } from './support/sizes.ts';

// Two cores share a browser, a server and a database: a step that is slow elsewhere may take seconds here.
export default defineConfig({
  testDir: 'tests',
  globalSetup: './support/demo.ts',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // A test waits for its page half of the time: four keep two cores busy.
  workers: 4,
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    // Days and times stand as the device writes them; the words are English of England.
    locale: 'en-GB',
    launchOptions: CHROMIUM,
    // A trace tells a failure's whole story and costs a fifth of the time: CHALKLINE_TRACE=1 asks for it.
    trace: process.env.CHALKLINE_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
  // A test runs in the one size where it matters; what is about layout, or about reaching things, in both.
  projects: [
    { name: 'phone', grepInvert: /@desktop/, use: { viewport: SIZES.phone, hasTouch: true, isMobile: true } },
    { name: 'desktop', grep: /@desktop|@both/, use: { viewport: SIZES.desktop } },
  ],
});
