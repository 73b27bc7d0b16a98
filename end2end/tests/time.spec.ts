import { expect, test } from '../support/test.ts';

test('what a page began to wait for before a test put its clock there can be taken back', { tag: '@desktop' }, async ({ page }) => {
  await page.goto('/');
  await page.evaluate(() => {
    const heard: string[] = [];
    const early = setTimeout(() => heard.push('taken back'), 3_000);
    setTimeout(() => heard.push('kept'), 3_100);
    Object.assign(window, { heard, early });
  });
  await page.clock.install();
  await page.evaluate(() => clearTimeout((window as unknown as { early: number }).early));
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await expect.poll(heard).toEqual(['kept']);
});
