import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, type Page, test as base } from '@playwright/test';
import { Server } from './server.ts';
import { openStored } from './stored.ts';
import { takesBack } from './time.ts';

export { openStored };

export { type BrowserContext, expect, type Page } from '@playwright/test';

/**
 * A test with a server. `server` is shared by the tests of a worker and never harmed; `ownServer` is for the tests
 * that kill it. `demo` and `ownDemo` are the same with the people of the demo. Every test fails on an uncaught error or a broken content policy, unless it says what it expects.
 */
export const test = base.extend<
  { ownServer: Server; ownDemo: Server; expected: RegExp | null; watched: void },
  { server: Server; demo: Server }
>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  ownServer: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },
  demo: [
    async ({}, use) => {
      const server = await Server.startDemo();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  ownDemo: async ({}, use) => {
    const server = await Server.startDemo();
    await use(server);
    await server.stop();
  },
  expected: [null, { option: true }],
  watched: [
    async ({ page, expected }, use) => {
      const troubles: string[] = [];
      await takesBack(page.context());
      page.on('pageerror', (error) => troubles.push(String(error)));
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) troubles.push(message.text());
      });
      await use();
      const surprises = troubles.filter((trouble) => !expected?.test(trouble));
      base.expect(surprises, 'errors nobody caught').toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in as one of the people of the demo, on the page for it, and waits until everything is on the device. */
export async function signIn(page: Page, server: { url: string }, name: string): Promise<void> {
  await page.goto(`${server.url}/sign-in`);
  await page.getByRole('button', { name: `Sign in as ${name}` }).click();
  await openStored(page, server.url);
  await page.getByRole('link', { name: /^Not sent/ }).waitFor();
}

/** Another phone, with nothing on it yet. */
export async function phone(context: BrowserContext): Promise<Page> {
  const other = await context.browser()!.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true });
  await takesBack(other);
  return other.newPage();
}

/** Lets a page come to the front, or go behind another. */
export async function turn(page: Page, visibility: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { get: () => visibility, configurable: true });
    Object.defineProperty(document, 'hidden', { get: () => visibility === 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, visibility);
}

/** The rules of the checker that colours decide. */
export const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What an automatic checker finds wrong with the page, in short; it asks everything, or only some rules. */
export async function axe(page: Page, rules?: string[]): Promise<string[]> {
  // The other mode opens a page of its own for each look, for the sake of frames; we have none.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  const asked = rules ? builder.withRules(rules) : builder.withTags(EVERYTHING);
  const { violations } = await asked.analyze();
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`);
}

const EVERYTHING = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** By how many pixels the page is wider than the screen. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
