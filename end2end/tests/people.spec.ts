import scanner from 'jsqr';
import { legible } from '../support/legible.ts';
import type { Server } from '../support/server.ts';
import { expect, type Page, phone, signIn, test } from '../support/test.ts';

/** The sheet for a code, opened from Me for one of the people listed. */
async function openSheet(page: Page, server: Server, name: string): Promise<void> {
  await page.goto(`${server.url}/me`);
  await page.getByRole('link', { name: 'Make a code for someone' }).click();
  await page.getByRole('button', { name: `Make a code for ${name}` }).click();
  await expect(page.getByRole('heading', { name: `A code for ${name}` })).toBeVisible();
}

/** Makes the code in the open sheet, and reads it as it is shown. */
async function makeCode(page: Page): Promise<{ code: string; email: string }> {
  await page.getByRole('button', { name: 'Make the code' }).click();
  const shown = page.locator('.made-code');
  await expect(shown).toHaveText(/^[A-Z]{4} [A-Z]{4}$/);
  await expect(shown).toBeFocused();
  return { code: (await shown.textContent())!, email: await page.locator('.made-for').innerText() };
}

/** What a camera reads from the picture on the screen. */
async function scan(page: Page): Promise<string | undefined> {
  const side = 480;
  const pixels = await page.locator('.qr').evaluate((image: HTMLImageElement, side) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = side;
    const drawing = canvas.getContext('2d')!;
    drawing.drawImage(image, 0, 0, side, side);
    return Array.from(drawing.getImageData(0, 0, side, side).data);
  }, side);
  return scanner.default(new Uint8ClampedArray(pixels), side, side)?.data;
}

async function nameOf(page: Page): Promise<string> {
  const { origin } = new URL(page.url());
  return (await (await page.request.get(`${origin}/api/v1/me`)).json()).person.name;
}

test('a coordinator makes a code; the mentor types it on one phone and scans the next with another', { tag: '@desktop' }, async ({ page, ownDemo, context }) => {
  await signIn(page, ownDemo, 'Salma K.');
  await openSheet(page, ownDemo, 'Grace W.');
  const { code, email } = await makeCode(page);

  const typing = await phone(context);
  await typing.goto(`${ownDemo.url}/sign-in`);
  await typing.getByRole('link', { name: 'I have a code already' }).click();
  await typing.getByLabel('Your e-mail address').fill(email);
  await typing.getByLabel('Code', { exact: true }).fill(code.toLowerCase());
  await typing.getByRole('button', { name: 'Sign in' }).click();
  await expect(typing).toHaveURL(`${ownDemo.url}/`);
  expect(await nameOf(typing)).toBe('Grace W.');

  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Make a code for Grace W.' }).click();
  await expect(page.getByRole('button', { name: 'Make the code' })).toBeVisible();
  const next = await makeCode(page);
  expect(next.code).not.toBe(code);
  const link = (await scan(page))!;

  const scanning = await phone(context);
  const asked: string[] = [];
  scanning.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')));
  await scanning.goto(link);
  await expect(scanning.getByLabel('Your e-mail address')).toHaveValue(email);
  await expect(scanning.getByLabel('Code', { exact: true })).toHaveValue(next.code.replace(' ', ''));
  await expect(scanning).toHaveURL(`${ownDemo.url}/sign-in?code=true`);
  expect(asked.filter((request) => request.split('#')[0]!.includes(next.code.replace(' ', '')))).toEqual([]);
  await scanning.getByRole('button', { name: 'Sign in' }).click();
  await expect(scanning).toHaveURL(`${ownDemo.url}/`);
  expect(await nameOf(scanning)).toBe('Grace W.');
});

test('signed out with no mail to hand, a person types the letters of a made code in place', async ({ page, ownDemo, context }) => {
  const mentor = await phone(context);
  await signIn(mentor, ownDemo, 'Grace W.');
  await mentor.context().clearCookies();
  await mentor.getByRole('button', { name: 'Sign in again' }).click();
  const sheet = mentor.getByRole('dialog', { name: 'Sign in again' });
  await sheet.getByLabel('Your e-mail address').fill('grace@demo.example');
  await sheet.getByRole('button', { name: 'Send me a code' }).click();
  const field = sheet.getByLabel('Code', { exact: true });
  await expect(field).toHaveAttribute('inputmode', 'numeric');
  await sheet.getByRole('button', { name: 'My code has eight letters' }).click();
  await expect(field).toHaveAttribute('inputmode', 'text');
  await expect(field).toBeFocused();
  await legible(mentor, 'session-sheet-letters');

  await signIn(page, ownDemo, 'Salma K.');
  await openSheet(page, ownDemo, 'Grace W.');
  const { code } = await makeCode(page);
  await field.fill(code.toLowerCase());
  await sheet.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(sheet).toBeHidden();
  expect(await nameOf(mentor)).toBe('Grace W.');
  await mentor.context().close();
});

test('each sees only those they look after, and whoever looks after nobody is told so', { tag: '@desktop' }, async ({ page, demo }) => {
  const listed = async (name: string) => {
    await signIn(page, demo, name);
    await page.goto(`${demo.url}/people`);
    await expect(page.getByRole('heading', { level: 1, name: 'People you look after' })).toBeVisible();
    await expect(page.getByText('Looking for them.')).toHaveCount(0);
    return page.locator('.people bdi').allInnerTexts();
  };
  expect(await listed('Salma K.')).toEqual(['Amira H.', 'Grace W.', 'Tunde O.']);
  const lead = await listed('David T.');
  expect(lead).toContain('Helen B.');
  expect(lead).not.toContain('Priya N.');
  expect(await listed('Priya N.')).toContain('David T.');
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Make a code for someone' })).toBeVisible();

  expect(await listed('Grace W.')).toEqual([]);
  await expect(page.getByText('nobody for whom you may make a code')).toBeVisible();
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(page.getByText('Grace W.').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Make a code for someone' })).toHaveCount(0);
});

test('without a network the list and the making say so, and go on when it is back', { tag: '@desktop' }, async ({ page, ownDemo, context }) => {
  await signIn(page, ownDemo, 'Salma K.');
  await context.setOffline(true);
  await page.goto(`${ownDemo.url}/people`);
  await expect(page.getByText('This list needs a network.')).toBeVisible();
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Make a code for Amira H.' }).click();
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Make the code' }).click();
  await expect(page.getByText('No answer came.')).toBeVisible();
  await context.setOffline(false);
  await makeCode(page);
});

test('making a code is legible to everyone', async ({ page, ownDemo, context }) => {
  await signIn(page, ownDemo, 'Salma K.');
  await page.goto(`${ownDemo.url}/me`);
  await expect(page.getByRole('link', { name: 'Make a code for someone' })).toBeVisible();
  await legible(page, 'me-coordinator');
  await page.getByRole('link', { name: 'Make a code for someone' }).click();
  await expect(page.getByText('Grace W.')).toBeVisible();
  await legible(page, 'people');
  await page.getByRole('button', { name: 'Make a code for Grace W.' }).click();
  await legible(page, 'people-code');
  await makeCode(page);
  await legible(page, 'people-code-made');
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  expect(await page.locator('.sheet[open]').evaluate((sheet) => sheet.scrollWidth - sheet.clientWidth)).toBe(0);
  await context.setOffline(true);
  await page.goto(`${ownDemo.url}/people`);
  await expect(page.getByText('This list needs a network.')).toBeVisible();
  await legible(page, 'people-away');
});
