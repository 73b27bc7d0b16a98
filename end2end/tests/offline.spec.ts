import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { legible } from '../support/legible.ts';
import { CHROMIUM } from '../support/browser.ts';
import { expect, openStored, test } from '../support/test.ts';

test('opens cold with no network, at every address', async ({ ownServer, viewport }) => {
  const profile = await mkdtemp(join(tmpdir(), 'chalkline-profile-'));
  const open = () => chromium.launchPersistentContext(profile, { ...CHROMIUM, viewport });
  const online = await open();
  await openStored(await online.newPage(), ownServer.url);
  await online.close();
  await ownServer.kill();

  // A new process of the browser, with nothing but what is on its disk.
  const offline = await open();
  await offline.setOffline(true);
  const addresses = { '/': 'Welcome to Chalkline', '/ready': 'Ready for school', '/me': 'Me', '/lessons/none/known': 'Nothing is at this address' };
  for (const [address, title] of Object.entries(addresses)) {
    const page = await offline.newPage();
    await page.goto(ownServer.url + address);
    await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
    await expect(page.locator('.quiet[role=status]')).toContainText('No network');
  }
  await offline.close();
  await rm(profile, { recursive: true });
});

test('has the code of a screen that was never opened on the device', async ({ page, context, ownServer }) => {
  await openStored(page, ownServer.url);
  await ownServer.kill();
  const cold = await context.newPage();
  const fromDevice = new Map<string, boolean>();
  cold.on('response', (answer) => fromDevice.set(new URL(answer.url()).pathname, answer.fromServiceWorker()));
  await cold.goto(`${ownServer.url}/me`);
  await expect(cold.getByRole('heading', { level: 1, name: 'Me', exact: true })).toBeVisible();
  const code = [...fromDevice].filter(([path]) => path.endsWith('.wasm'));
  expect(code.map(([path]) => path)).toContainEqual(expect.stringMatching('^/pkg/me-'));
  expect(code.filter(([, isFromDevice]) => !isFromDevice)).toEqual([]);
});

test('a screen whose code cannot come says so, and opens when it can', async ({ page, context, server }) => {
  // As on a first visit: nothing is stored yet.
  await page.addInitScript(() => {
    navigator.serviceWorker.register = () => Promise.reject(new Error('not now'));
  });
  const title = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
  await page.goto(server.url);
  await expect(title('Welcome to Chalkline')).toBeVisible();
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Me' }).click();
  await expect(title('This page needs a network')).toBeVisible();
  await legible(page, 'away');
  await context.setOffline(false);
  await page.getByRole('link', { name: 'Go to the start' }).click();
  await page.getByRole('link', { name: 'Me' }).click();
  await expect(title('Me')).toBeVisible();
});

test('a page for everyone says that it needs a network when there is none', async ({ page, ownServer }) => {
  await openStored(page, ownServer.url);
  await ownServer.kill();
  await page.goto(`${ownServer.url}/accessibility`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page needs a network');
});
