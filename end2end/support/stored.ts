import { expect, type Page } from '@playwright/test';

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

/** Waits until a text that is being typed lies on the disk; a page that dies within the second before has its words. */
export async function kept(page: Page, text: string): Promise<void> {
  await expect.poll(() => drafts(page), { timeout: 1_000 }).toContain(text);
}

/** Waits until nothing is kept any more under a key that begins like this. */
export async function gone(page: Page, key: string): Promise<void> {
  await expect.poll(() => drafts(page)).not.toContain(key);
}

/** The keys under which texts are kept while they are typed, and the texts. */
async function drafts(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const [{ name }] = (await indexedDB.databases()) as [{ name: string }];
    const database = await done(indexedDB.open(name));
    const store = database.transaction('draft').objectStore('draft');
    const [keys, texts] = [await done(store.getAllKeys()), await done(store.getAll())];
    database.close();
    return JSON.stringify([keys, texts]);
  });
}

/** Kills the process that draws the page, in the middle of whatever it does; what is left of the page goes. */
export async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  page.goto('chrome://crash').catch(() => {});
  await crashed;
  await page.close();
}
