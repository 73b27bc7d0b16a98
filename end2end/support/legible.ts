import { axe, expect, overflow, type Page, test } from './test.ts';

/** That a screen is legible to everyone as it stands, light and dark; leaves a picture of each. */
export async function legible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `pictures/${name}-${test.info().project.name}-${colorScheme}.png` });
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  }
  await page.emulateMedia({ colorScheme: null });
}
