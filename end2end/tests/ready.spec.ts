import { legible } from '../support/legible.ts';
import { arrive } from '../support/mentor.ts';
import { expect, openStored, signIn, test } from '../support/test.ts';

test('says that it opens with no network once it does', async ({ page, server }) => {
  await openStored(page, `${server.url}/ready`);
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.locator('[data-check=done]', { hasText: 'The app' })).toContainText('Opens with no network');
  await expect(page.locator('[data-check=look]', { hasText: 'Your records' })).toContainText('Nobody has signed in');
});

test('says what is on the device and when it was received, also with no network', async ({ page, context, demo }) => {
  await arrive(page, demo);
  await openStored(page, `${demo.url}/ready`);
  const records = page.locator('[data-check=done]', { hasText: 'Your records' });
  const amounts = /2 trainees · \d+ lessons · feedback on \d+ lessons · \d+ targets\. Last received \d\d:\d\d/;
  await expect(records).toContainText(amounts);
  const before = await records.locator('p').innerText();
  await legible(page, 'ready-mentor');
  await context.setOffline(true);
  await page.reload();
  await expect(records).toContainText(before.split('Last')[0]!);
  await expect(records).toContainText(amounts);
  // Two days later they are still here, and old.
  await page.clock.install({ time: Date.now() + 2 * 24 * 3600 * 1000 });
  await page.reload();
  await expect(page.locator('[data-check=look]', { hasText: 'Your records' })).toContainText('open this page once');
});

test('the server goes and comes back under a page that is read: it is said, and no longer said', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  const said = page.locator('.quiet[role=status]');
  await expect(said).toBeEmpty();
  await ownDemo.kill();
  await expect(said).toContainText('The server cannot be reached just now', { timeout: 20_000 });
  await ownDemo.run();
  // What waits longer and longer between two tries, waits on here as well.
  await expect(said).toBeEmpty({ timeout: 60_000 });
});

test('says that the server cannot be reached, and when it is back', async ({ page, ownServer }) => {
  await openStored(page, `${ownServer.url}/ready`);
  await expect(page.getByText('Connected. The server answered at')).toBeVisible();
  await ownServer.kill();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.locator('.quiet[role=status]')).toContainText('The server cannot be reached just now');
  await legible(page, 'unreachable');
  await ownServer.run();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByText('Connected. The server answered at')).toBeVisible();
  await expect(page.locator('.quiet[role=status]')).toBeEmpty();
});
