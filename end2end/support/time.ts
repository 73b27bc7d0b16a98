import { type BrowserContext, expect, type Page } from '@playwright/test';

/**
 * Has the pages of a context take back what they began to wait for before a test put a clock of its own into them: that
 * clock takes back only what began with it, and what is not taken back would call what is no longer there.
 */
export async function takesBack(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    for (const name of ['clearTimeout', 'clearInterval', 'cancelAnimationFrame'] as const) {
      const device: (id: number) => void = window[name].bind(window);
      let now = device;
      const set = (own: typeof device) => {
        now = (id) => [device, own].forEach((take) => take(id));
      };
      // The clock itself finds what was there before it: asking both from within would never end.
      Object.defineProperty(window, name, { configurable: true, get: () => now, set });
    }
  });
}

const ticking = new WeakSet<BrowserContext>();

/**
 * Puts a clock of the test's own into a page. It goes on as the device's does until the test lets time pass; what the page
 * began to wait for before, it waits for by the device's.
 */
export async function ownClock(page: Page): Promise<void> {
  if (ticking.has(page.context())) return;
  ticking.add(page.context());
  await page.clock.install();
}

/** Lets seconds pass at once for a page that has a clock of its own. */
export async function pass(page: Page, seconds: number): Promise<void> {
  await page.clock.fastForward(seconds * 1_000);
}

/** Sends with a button, and lets the seconds pass in which it could be undone. */
export async function sendForGood(page: Page, button: string): Promise<void> {
  await ownClock(page);
  await page.getByRole('button', { name: button }).click();
  const undo = page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeVisible();
  await pass(page, 10);
  await expect(undo).toBeHidden();
}

/** Lets a page look for news now, as it does when it comes to the front: by itself it would within five seconds. */
export async function look(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
}
