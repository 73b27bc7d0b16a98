import type { Server } from '../support/server.ts';
import { ONCE, STRENGTH, arrive, arrived, capture, compose, send } from '../support/mentor.ts';
import { legible } from '../support/legible.ts';
import { expect, type Page, phone, signIn, test } from '../support/test.ts';
import { allSent, meetTarget, metTargets } from '../support/work.ts';

/** Signs in again in place, by the sheet; in a demo the code comes with the answer and stands in its field. */
async function signInAgain(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in again' }).click();
  const sheet = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(sheet.getByLabel('Your e-mail address')).toBeFocused();
  await page.keyboard.insertText(email);
  await page.keyboard.press('Enter');
  const code = sheet.getByLabel('Code', { exact: true });
  await expect(code).toBeFocused();
  await expect(code).toHaveValue(/^\d{6}$/);
  await page.keyboard.press('Enter');
  await expect(sheet).toBeHidden();
}

/** A lesson with its notes and its feedback, sent with no network. */
async function lessonWaits(page: Page): Promise<void> {
  await capture(page, 'Amira H.');
  await compose(page);
  await send(page, 'Amira H.');
}

/** A trainee with work that waits on their device. */
async function waiting(page: Page, server: Server, name: string): Promise<void> {
  await signIn(page, server, name);
  await page.context().setOffline(true);
  await meetTarget(page);
}

test('a person finds what they are on their device, also with no network', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await expect(page.getByRole('link', { name: 'Trainees' })).toHaveAttribute('aria-current', 'page');
  await ownDemo.kill();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Trainees' })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('link', { name: 'Not sent' }).click();
  await expect(page.getByText('Everything has been sent.')).toBeVisible();
});

test('until the server has said what a person is, nothing is guessed', async ({ page, ownDemo }) => {
  await page.route('**/api/v1/sync', (route) => route.abort());
  await page.goto(`${ownDemo.url}/sign-in`);
  await page.getByRole('button', { name: 'Sign in as Amira H.' }).click();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('Your records are on their way');
  await expect(page.getByRole('link', { name: 'Ready' })).toBeVisible();
  await expect(page.getByRole('link', { name: /Trainees|Targets|Not sent/ })).toHaveCount(0);
  await legible(page, 'coming');

  await page.unroute('**/api/v1/sync');
  await expect(page.getByRole('link', { name: 'Targets' })).toBeVisible({ timeout: 20_000 });
});

test('sign-in expires while a lesson is observed with no network: kept, and sent once when signed in again in place', async ({
  page,
  ownDemo,
}) => {
  await arrive(page, ownDemo);
  await page.context().setOffline(true);
  await lessonWaits(page);
  const address = page.url();
  // The phone was away for longer than it stays signed in; the ten minutes of the access token are over too.
  await ownDemo.query(`update session set used_at = now() - interval '61 days'`);
  await page.context().clearCookies({ name: 'chalkline_access' });
  await page.context().setOffline(false);
  await expect(page.getByText('You have been signed out. What you write is kept here.')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Not sent · \d/ })).toBeVisible();
  expect((await arrived(ownDemo)).lessons).toBe(0);

  await signInAgain(page, 'grace@demo.example');
  await allSent(page);
  await expect(page.getByText('You have been signed out.')).toBeHidden();
  expect(page.url()).toBe(address);
  await expect(page.getByText(/^Sent \d/)).toBeVisible();
  expect(await arrived(ownDemo)).toEqual(ONCE);
});

test('a mentor and a trainee, one after the other, in two tabs of one browser: nothing crosses, nothing is lost', { tag: '@desktop' }, async ({
  page: mentor,
  context,
  ownDemo,
}) => {
  await arrive(mentor, ownDemo);
  await context.setOffline(true);
  await lessonWaits(mentor);
  // This tab alone cannot reach the server while the other person signs in beside it.
  await mentor.route('**/api/v1/sync', (route) => route.abort());
  await context.setOffline(false);
  const trainee = await context.newPage();
  await signIn(trainee, ownDemo, 'Amira H.');
  await expect(trainee.locator('.entry')).toHaveCount(2);
  await expect(trainee.getByRole('link', { name: /^Not sent/ })).toHaveText('Not sent');

  await mentor.unroute('**/api/v1/sync');
  await expect(mentor.getByText('Amira H. is signed in on this browser now.')).toBeVisible();
  await expect(mentor.getByRole('link', { name: /^Not sent · \d/ })).toBeVisible();
  await meetTarget(trainee);
  await allSent(trainee);
  expect(await metTargets(ownDemo)).toEqual([{ name: 'Amira H.' }]);
  expect((await arrived(ownDemo)).lessons).toBe(0);

  // The mentor signs in again where the work is; now the trainee's tab must wait.
  await signInAgain(mentor, 'grace@demo.example');
  await allSent(mentor);
  expect(await arrived(ownDemo)).toEqual(ONCE);
  await expect(trainee.getByText('Grace W. is signed in on this browser now.')).toBeVisible();
  await meetTarget(trainee);
  await trainee.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(trainee.getByText('Only they can sign out here.')).toBeVisible();
  await expect(trainee.getByRole('heading', { name: 'Amira H.' })).toBeVisible();
  expect(await metTargets(ownDemo)).toHaveLength(1);

  // Another look with the mentor's eyes finds nothing of the trainee's that waits, and it is still there afterwards.
  await trainee.getByRole('button', { name: 'Go on as Grace W.' }).click();
  await expect(trainee.getByRole('link', { name: 'Trainees' })).toBeVisible();
  await expect(trainee.getByRole('link', { name: /^Not sent/ })).toHaveText('Not sent');
  await signIn(trainee, ownDemo, 'Amira H.');
  await allSent(trainee);
  expect(await metTargets(ownDemo)).toEqual([{ name: 'Amira H.' }, { name: 'Amira H.' }]);
  await expect(trainee.getByText(STRENGTH)).toHaveCount(1);
});

test('signing out says what waits and keeps it; signing in sends it', async ({ page, ownDemo }) => {
  await waiting(page, ownDemo, 'Tunde O.');
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(page.getByText('This list needs a network.')).toBeVisible();
  await page.route('**/api/v1/sync', (route) => route.abort());
  await expect(page.getByText('1 thing is not sent yet. It is kept on this device')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out on this device' }).click();
  await expect(page.getByText('Signing out needs a network. Nothing has changed.')).toBeVisible();

  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Sign out on this device' }).click();
  await expect(page).toHaveURL(`${ownDemo.url}/sign-in`);
  expect((await page.request.get(`${ownDemo.url}/api/v1/me`)).status()).toBe(401);
  expect(await metTargets(ownDemo)).toEqual([]);
  await page.goto(ownDemo.url);
  await expect(page.getByRole('heading', { name: 'Welcome to Chalkline' })).toBeVisible();

  await page.unroute('**/api/v1/sync');
  await signIn(page, ownDemo, 'Tunde O.');
  await allSent(page);
  expect(await metTargets(ownDemo)).toEqual([{ name: 'Tunde O.' }]);
});

test('another device is seen, and signed out from here', { tag: '@desktop' }, async ({ page, context, ownDemo }) => {
  const other = await phone(context);
  await signIn(other, ownDemo, 'Helen B.');
  await signIn(page, ownDemo, 'Helen B.');
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  const devices = page.getByRole('region', { name: 'Where you are signed in' });
  await expect(devices.getByRole('listitem')).toHaveCount(2);
  await devices.getByRole('button', { name: /^Sign out on/ }).click();
  await expect(devices.getByRole('listitem')).toHaveCount(1);
  await other.context().clearCookies({ name: 'chalkline_access' });
  await expect(other.getByText('You have been signed out.')).toBeVisible();
  await other.context().close();
});

test('whose app this is, is legible to everyone', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Amira H.');
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(page.getByText('amira@demo.example')).toBeVisible();
  await legible(page, 'me-signed-in');

  const beside = await page.context().newPage();
  await signIn(beside, ownDemo, 'Grace W.');
  await beside.close();
  await expect(page.getByText('Grace W. is signed in on this browser now.')).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await legible(page, 'session-other');

  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByLabel('Your e-mail address')).toBeFocused();
  await page.keyboard.insertText('nobody');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeFocused();
  await legible(page, 'session-sheet-error');
  await page.getByLabel('Your e-mail address').fill('amira@demo.example');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
  await legible(page, 'session-sheet-code');
});
