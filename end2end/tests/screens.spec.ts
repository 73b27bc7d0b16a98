import { legible } from '../support/legible.ts';
import { expect, openStored, test } from '../support/test.ts';

const SCREENS = [
  { name: 'welcome', address: '/', title: 'Welcome to Chalkline' },
  { name: 'ready', address: '/ready', title: 'Ready for school' },
  { name: 'me', address: '/me', title: 'Me' },
  { name: 'not-found', address: '/nowhere', title: 'Nothing is at this address' },
  { name: 'accessibility', address: '/accessibility', title: 'Accessibility' },
  { name: 'api', address: '/api/docs', title: 'The API' },
];

for (const { name, address, title } of SCREENS) {
  test(`${name} is legible to everyone`, async ({ page, server }) => {
    await openStored(page, server.url);
    await page.goto(server.url + address);
    await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(`^${title}`));
    await legible(page, name);
  });
}

test('the keyboard reaches everything, and the focus follows to the heading', { tag: '@both' }, async ({ page, server }) => {
  await openStored(page, server.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Me', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Me' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Me', exact: true })).toHaveAttribute('aria-current', 'page');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the pages for everyone are whole', async ({ page, server }) => {
    await page.goto(`${server.url}/api/docs`);
    await expect(page.getByRole('heading', { name: 'GET /api/v1/health' })).toBeVisible();
    await page.goto(`${server.url}/accessibility`);
    await page.getByRole('link', { name: 'Back to Chalkline' }).click();
    await expect(page).toHaveURL(`${server.url}/`);
  });
});
