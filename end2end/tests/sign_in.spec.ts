import type { Server } from '../support/server.ts';
import { legible } from '../support/legible.ts';
import { expect, type Page, test } from '../support/test.ts';

/** The page's form for the address, sent. */
async function ask(page: Page, server: Server, email: string): Promise<void> {
  await page.goto(`${server.url}/sign-in?next=/accessibility`);
  await page.getByLabel('Your e-mail address').fill(email);
  await page.keyboard.press('Enter');
}

/** The first of the people a demo lists: the address under the name. */
async function someone(page: Page, server: Server): Promise<string> {
  await page.goto(`${server.url}/sign-in`);
  return page.getByText(/^\S+@\S+$/).first().innerText();
}

test('each form is legible to everyone', async ({ page, demo }) => {
  const steps: [string, string, () => Promise<unknown>][] = [
    ['sign-in', 'Sign in', () => page.goto(`${demo.url}/sign-in`)],
    ['sign-in-error', 'Error: Sign in', () => ask(page, demo, 'nobody')],
    ['sign-in-code', 'Enter your code', () => ask(page, demo, 'nobody@example.org')],
    ['sign-in-code-error', 'Error: Enter your code', () => page.getByRole('button', { name: 'Sign in' }).click()],
    ['sign-in-both', 'Enter your code', () => page.goto(`${demo.url}/sign-in?code=true`)],
  ];
  for (const [name, title, go] of steps) {
    await go();
    await expect(page).toHaveTitle(title);
    await legible(page, name);
  }
});

test('without a way to send mail, the code is printed where the server runs', async ({ page, ownServer }) => {
  await ownServer.query(
    `with made as (insert into provider (id, name, created_at) values (gen_random_uuid(), 'Tern', now()) returning id)
     insert into person (id, provider, email, name, created_at)
     select gen_random_uuid(), made.id, 'ama@example.org', 'Ama B.', now() from made`,
  );
  await ask(page, ownServer, 'ama@example.org');
  const printed = () => ownServer.printed.find((line) => line.startsWith('Code for ama@example.org: '));
  await expect.poll(printed).toBeTruthy();
  await page.getByLabel('Code', { exact: true }).fill(printed()!.slice(-6));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${ownServer.url}/accessibility`);
  expect((await page.request.get(`${ownServer.url}/api/v1/me`)).status()).toBe(200);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a person of the demo is one tap away', async ({ page, demo }) => {
    await page.goto(`${demo.url}/sign-in?next=/accessibility`);
    await page.getByRole('button', { name: /^Sign in as/ }).first().click();
    await expect(page).toHaveURL(`${demo.url}/accessibility`);
    const me = await page.request.get(`${demo.url}/api/v1/me`);
    expect(me.status()).toBe(200);
  });

  test('an address and a pasted code sign in, by keyboard alone', { tag: '@desktop' }, async ({ page, demo }) => {
    const email = await someone(page, demo);
    await ask(page, demo, email);
    await expect(page.getByRole('heading', { level: 1, name: 'Enter your code' })).toBeVisible();
    // Asking again ends the code that was sent; in a demo the answer carries the new one.
    const asked = await page.request.post(`${demo.url}/api/v1/session/code`, { data: { email } });
    const { demo_code: code } = (await asked.json()) as { demo_code: string };
    await page.getByLabel('Code', { exact: true }).focus();
    await page.keyboard.insertText(` ${code.slice(0, 3)} ${code.slice(3)} `);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`${demo.url}/accessibility`);
    const cookies = await page.context().cookies();
    expect(cookies.map((cookie) => [cookie.name, cookie.httpOnly, cookie.sameSite])).toEqual([
      ['chalkline_access', true, 'Lax'],
      ['chalkline_refresh', true, 'Lax'],
      ['chalkline_person', false, 'Lax'],
    ]);
  });

  test('what is wrong takes the focus and leads to the field', { tag: '@desktop' }, async ({ page, demo }) => {
    await ask(page, demo, 'nobody');
    const summary = page.getByRole('alert');
    await expect(summary).toBeFocused();
    await expect(page).toHaveTitle('Error: Sign in');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const field = page.getByLabel('Your e-mail address');
    await expect(page).toHaveURL(/#email$/);
    await expect(field).toHaveValue('nobody');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
  });

  test('where people are real, nobody is listed', async ({ page, server }) => {
    await page.goto(`${server.url}/sign-in`);
    await expect(page.getByRole('button')).toHaveCount(1);
    await expect(page.getByRole('button', { name: 'Send me a code' })).toBeVisible();
  });
});
