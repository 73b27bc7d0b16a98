import type { Page } from '@playwright/test';

/**
 * Opens an address of the app and waits until it is stored on the device, so that the network may go. A page that was
 * on its way when the worker took over is not the worker's until it is loaded again.
 */
export async function openStored(page: Page, address: string): Promise<void> {
  await page.goto(address);
  const controlled = await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    return navigator.serviceWorker.controller !== null;
  });
  if (!controlled) await page.reload();
}
