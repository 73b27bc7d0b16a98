import { SIZES } from './sizes.ts';
import { axe, COLOURS, expect, overflow, type Page } from './test.ts';

/**
 * That a screen as it stands is legible to everyone, on a phone and on a computer, in light and dark, and with text of
 * twice the size. Leaves a picture of each.
 */
export async function legible(page: Page, name: string): Promise<void> {
  await pictured(page, name, async (look) => {
    // Darkness changes colours and nothing else.
    expect(await axe(page, look.endsWith('dark') ? COLOURS : undefined), look).toEqual([]);
    expect(await overflow(page), look).toBe(0);
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    expect(await overflow(page), `${look}, text of twice the size`).toBe(0);
    await page.evaluate(() => (document.documentElement.style.fontSize = ''));
  });
}

/** Takes a picture of a screen in both sizes and both colours, and looks closer at each. */
export async function pictured(page: Page, name: string, closer?: (look: string) => Promise<void>): Promise<void> {
  const before = page.viewportSize()!;
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `pictures/${name}-${size}-${colorScheme}.png` });
      await closer?.(`${name}-${size}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}
