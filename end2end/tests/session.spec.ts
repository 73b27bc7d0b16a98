import type { Server } from '../support/server.ts';
import { axe, expect, overflow, type Page, phone, signIn, test } from '../support/test.ts';
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

test('sign-in ends while work waits: it is kept, and sent when signed in again in place', async ({ page, ownDemo }) => {
  await waiting(page, ownDemo, 'Amira H.');
  // Signed out everywhere, from another device; the ten minutes of the access token are over too.
  await ownDemo.query('update session set ended_at = now()');
  await page.context().clearCookies({ name: 'chalkline_access' });
  await page.context().setOffline(false);
  await expect(page.getByText('You have been signed out. What you write is kept here.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Not sent · 1' })).toBeVisible();
  expect(await metTargets(ownDemo)).toEqual([]);

  await signInAgain(page, 'amira@demo.example');
  await allSent(page);
  await expect(page.getByText('You have been signed out.')).toBeHidden();
  expect(await metTargets(ownDemo)).toEqual([{ name: 'Amira H.' }]);
});

test('two people, one after the other, in two tabs of one browser: nothing crosses, nothing is lost', async ({
  page,
  ownDemo,
}) => {
  await waiting(page, ownDemo, 'Amira H.');
  // This tab alone cannot reach the server while the other person signs in beside it.
  await page.route('**/api/v1/sync', (route) => route.abort());
  await page.context().setOffline(false);
  const beside = await page.context().newPage();
  await signIn(beside, ownDemo, 'Grace W.');
  await expect(beside.getByRole('link', { name: 'Trainees' })).toBeVisible();
  await expect(beside.getByRole('link', { name: /^Not sent/ })).toHaveText('Not sent');

  await page.unroute('**/api/v1/sync');
  await expect(page.getByText('Grace W. is signed in on this browser now.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Not sent · 1' })).toBeVisible();
  expect(await metTargets(ownDemo)).toEqual([]);
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(page.getByText('Only they can sign out here.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Amira H.' })).toBeVisible();

  await page.getByRole('button', { name: 'Go on as Grace W.' }).click();
  await expect(page.getByRole('link', { name: 'Trainees' })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Not sent/ })).toHaveText('Not sent');
  expect(await metTargets(ownDemo)).toEqual([]);

  await signIn(page, ownDemo, 'Amira H.');
  await allSent(page);
  expect(await metTargets(ownDemo)).toEqual([{ name: 'Amira H.' }]);
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

test('another device is seen, and signed out from here', async ({ page, context, ownDemo }) => {
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

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('whose app this is, is legible to everyone', async ({ page, ownDemo }, info) => {
      const picture = async (name: string) => {
        await page.screenshot({ path: `pictures/${name}-${info.project.name}-${colorScheme}.png` });
        expect(await axe(page), name).toEqual([]);
        expect(await overflow(page), name).toBe(0);
      };
      await signIn(page, ownDemo, 'Amira H.');
      await page.getByRole('link', { name: 'Me', exact: true }).click();
      await expect(page.getByText('amira@demo.example')).toBeVisible();
      await picture('me-signed-in');
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      expect(await overflow(page)).toBe(0);
      await page.evaluate(() => (document.documentElement.style.fontSize = ''));

      const beside = await page.context().newPage();
      await signIn(beside, ownDemo, 'Grace W.');
      await beside.close();
      await expect(page.getByText('Grace W. is signed in on this browser now.')).toBeVisible();
      await page.evaluate(() => scrollTo(0, 0));
      await picture('session-other');

      await page.getByRole('button', { name: 'Sign in again' }).click();
      await page.keyboard.insertText('nobody');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert')).toBeFocused();
      await picture('session-sheet-error');
      await page.getByLabel('Your e-mail address').fill('amira@demo.example');
      await page.keyboard.press('Enter');
      await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
      await picture('session-sheet-code');
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      expect(await overflow(page)).toBe(0);
    });
  });
}
