import { arrive, observe, TALK } from '../support/mentor.ts';
import { expect, test } from '../support/test.ts';

test('what is typed first is saved while a button is being pressed: the button stays under the mouse', { tag: '@desktop' }, async ({
  page,
  ownDemo,
}) => {
  await arrive(page, ownDemo);
  await observe(page, 'Amira H.');
  await page.goto(`${page.url()}/feedback?step=3`);
  await page.getByLabel('What you talked about').fill(TALK);
  const button = page.getByRole('button', { name: 'Send to Amira H.' });
  await button.hover();
  const before = await button.boundingBox();
  await page.mouse.down();
  await expect(page.locator('.chip[data-state^="draft-"]')).toBeVisible();
  expect(await button.boundingBox()).toEqual(before);
  await page.mouse.up();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
});
