import { legible } from '../support/legible.ts';
import { NEW_BUILD, Release } from '../support/release.ts';
import { Server } from '../support/server.ts';
import { expect, openStored, type Page, signIn, test } from '../support/test.ts';

/** Looks for a new build, as the browser does at every visit; tells whether the attempt ended in one. */
function lookForUpdate(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise<ServiceWorker>((done) => {
      registration.addEventListener('updatefound', () => done(registration.installing!));
    });
    await registration.update();
    const worker = await found;
    return new Promise<boolean>((done) => {
      const settle = () => {
        if (worker.state === 'installed' || worker.state === 'activated') done(true);
        if (worker.state === 'redundant') done(false);
      };
      worker.addEventListener('statechange', settle);
      settle();
    });
  });
}

test('a new build waits until the person takes it', async ({ page }) => {
  const release = await Release.copy();
  const server = await Server.start(release.folder);
  await openStored(page, `${server.url}/me`);
  const before = await page.locator('dd').first().textContent();
  await release.replace(false);
  await server.stop();
  await server.run();

  expect(await lookForUpdate(page)).toBe(true);
  await expect(page.getByText('A new version is ready.')).toBeVisible();
  await expect(page.locator('dd').first()).toHaveText(before!);
  await legible(page, 'update');

  await page.getByRole('button', { name: 'Use it now' }).click();
  await expect(page.locator('dd').first()).toHaveText(NEW_BUILD);
  await server.stop();
  await release.remove();
});

test('a device that is told of a newer build looks for it at once', async ({ page }) => {
  const release = await Release.copy();
  const server = await Server.startDemo(release.folder);
  await signIn(page, server, 'Grace W.');
  await openStored(page, server.url);
  await release.replace(false);
  await server.stop();
  await server.run('--min-build', NEW_BUILD);

  // It hears of it with the next answer to its own question.
  await expect(page.getByText('A new version is ready.')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Use it now' }).click();
  await expect(page.locator(`html[data-build="${NEW_BUILD}"]`)).toBeAttached();
  await server.stop();
  await release.remove();
});

test('a build that is not whole is refused, and the one before goes on', async ({ page }) => {
  const release = await Release.copy();
  const server = await Server.start(release.folder);
  await openStored(page, `${server.url}/me`);
  const before = await page.locator('dd').first().textContent();
  await release.replace(true);
  await server.stop();
  await server.run();

  expect(await lookForUpdate(page)).toBe(false);
  const caches = await page.evaluate(() => window.caches.keys());
  expect(caches).toEqual([`chalkline-build-${before}`]);
  await server.kill();
  await page.reload();
  await expect(page.locator('dd').first()).toHaveText(before!);
  await release.remove();
});

test('a page of the build before opens a screen for the first time, with no network', { tag: '@desktop' }, async ({ page, context }) => {
  const release = await Release.copy();
  const server = await Server.start(release.folder);
  await openStored(page, server.url);
  const other = await context.newPage();
  await other.goto(server.url);
  await release.replace(false);
  await release.forget('me');
  await server.stop();
  await server.run();
  expect(await lookForUpdate(other)).toBe(true);
  await other.getByRole('button', { name: 'Use it now' }).click();
  await expect(other.locator(`html[data-build="${NEW_BUILD}"]`)).toBeAttached();
  await server.kill();
  // What the browser itself may have kept of the service worker's requests is not to be relied on.
  await (await context.newCDPSession(page)).send('Network.clearBrowserCache');

  await expect(page.locator(`html[data-build="${NEW_BUILD}"]`)).toHaveCount(0);
  await page.getByRole('link', { name: 'Me' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Me', exact: true })).toBeVisible();
  await release.remove();
});
