import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { legible } from '../support/legible.ts';
import { Server, SITE } from '../support/server.ts';
import { expect, openStored, type Page, signIn, test } from '../support/test.ts';

const NEW_BUILD = 'abcdefabcdef';

/** A site that can be replaced under a running server, as a new release does it. */
class Release {
  private constructor(readonly folder: string) {}

  static async copy(): Promise<Release> {
    const folder = await mkdtemp(join(tmpdir(), 'chalkline-site-'));
    await cp(SITE, folder, { recursive: true });
    return new Release(folder);
  }

  /** Puts a new build in place; a broken one promises a file that it does not have. */
  async replace(broken: boolean): Promise<void> {
    const { build } = JSON.parse(await this.read('site.json'));
    const shell = (await this.read('index.html')).replaceAll(build, NEW_BUILD);
    const hash = createHash('sha256').update(shell).digest('base64');
    const worker = (await this.read('sw.js'))
      .replaceAll(build, NEW_BUILD)
      .replace(/"\/": "[^"]*"/, `"/": "sha256-${broken ? createHash('sha256').digest('base64') : hash}"`);
    await this.write('site.json', (await this.read('site.json')).replaceAll(build, NEW_BUILD));
    await this.write('index.html', shell);
    await this.write('sw.js', worker);
  }

  /** Takes the code of a screen out of the new build's list, as when it is another code there. */
  async forget(screen: string): Promise<void> {
    const worker = await this.read('sw.js');
    const without = worker.replace(new RegExp(`.*"/pkg/${screen}-.*\\n`), '');
    if (without === worker) throw new Error(`the service worker's list has no code of ${screen}`);
    await this.write('sw.js', without);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  private read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  /** The compressed twins would be sent instead of what is written here. */
  private async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, name), text);
    for (const twin of ['br', 'gz']) await rm(join(this.folder, `${name}.${twin}`), { force: true });
  }
}

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
