import { expect, signIn, test } from '../support/test.ts';

test('a person finds what they are on their device, also with no network', async ({ page, ownDemo }) => {
  await signIn(page, ownDemo, 'Grace W.');
  await expect(page.getByRole('link', { name: 'Trainees' })).toHaveAttribute('aria-current', 'page');
  await ownDemo.kill();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Trainees' })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('link', { name: 'Not sent' }).click();
  await expect(page.getByText('Everything has been sent.')).toBeVisible();
});
