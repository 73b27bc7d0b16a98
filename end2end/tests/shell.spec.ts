import { legible, pictured } from '../support/legible.ts';
import { expect, openStored, test } from '../support/test.ts';

test('a browser that lacks what we need gets words', async ({ page, server }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
  await page.goto(server.url);
  const heading = page.getByRole('heading', { name: 'Chalkline cannot open here' });
  await expect(heading).toBeVisible();
  await expect(heading).toBeFocused();
  await expect(page.getByText('Chalkline needs a current browser')).toBeVisible();
  await expect(page.locator('#skeleton')).toHaveCount(0);
  await legible(page, 'unsupported');
});

test('an insecure address is explained', async ({ page, server }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
  await page.goto(server.url);
  await expect(page.getByText('Open it with https:// in front')).toBeVisible();
  await expect(page.getByText('Chalkline needs a current browser')).toBeHidden();
  await legible(page, 'insecure');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the shell says what it needs', async ({ page, server }) => {
    await page.goto(server.url);
    await expect(page.getByRole('heading', { name: 'Chalkline needs JavaScript' })).toBeVisible();
    await expect(page.getByRole('main')).toHaveCount(1);
    await pictured(page, 'no-javascript');
  });
});

test.describe('after a panic', () => {
  test.use({ expected: /RuntimeError: unreachable/ });
  test('the page is covered, and shows the text that was typed', async ({ page, server, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
    await openStored(page, server.url);
    await page.evaluate(() => {
      const field = document.createElement('textarea');
      field.setAttribute('aria-label', 'Note');
      document.querySelector('main')!.append(field);
    });
    await page.getByLabel('Note').fill('Cold call, then waits');
    await page.evaluate(() => window.dispatchEvent(new Event('chalkline:panic')));

    const cover = page.getByRole('alertdialog', { name: 'Chalkline has stopped' });
    await expect(cover.getByRole('heading')).toBeFocused();
    await expect(cover.getByLabel('The text on your screen when it stopped')).toHaveValue('Cold call, then waits');
    await legible(page, 'stopped');
    await cover.getByRole('button', { name: 'Copy this text' }).click();
    await expect(cover.getByRole('status')).toHaveText('Copied.');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Cold call, then waits');

    await cover.getByRole('button', { name: 'Load the page again' }).click();
    await expect(page.getByRole('heading', { name: 'Welcome to Chalkline' })).toBeVisible();
    await expect(cover).toBeHidden();
  });
});

test('the manifest makes it installable', async ({ request, server }) => {
  const manifest = await (await request.get(`${server.url}/manifest.webmanifest`)).json();
  expect(manifest.display).toBe('standalone');
  expect([manifest.theme_color, manifest.background_color]).toEqual([expect.stringMatching(/^#/), expect.stringMatching(/^#/)]);
  expect(manifest.icons.map((icon: { purpose: string }) => icon.purpose)).toContain('maskable');
  for (const icon of manifest.icons) {
    const answer = await request.get(server.url + icon.src);
    expect(answer.headers()['content-type']).toBe(icon.type);
  }
});
