import { expect, openStored, test } from '../support/test.ts';

test('an inline script does not run and nothing is fetched from elsewhere', async ({ browser, server }) => {
  // A page of its own: the shared one fails on exactly the refusals that are wanted here.
  const page = await browser.newPage();
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text());
  });
  await openStored(page, server.url);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return 'ran' in window;
  });
  expect(ran).toBe(false);
  const elsewhere = await page.evaluate(() => fetch('http://127.0.0.1:9/').then(() => 'fetched', () => 'refused'));
  expect(elsewhere).toBe('refused');
  expect(refused.some((text) => /inline script/.test(text))).toBe(true);
  expect(refused.some((text) => /127\.0\.0\.1:9/.test(text))).toBe(true);
  await page.close();
});

test('camera, microphone and place are refused by the browser itself', async ({ page, server }) => {
  await page.goto(server.url);
  const allowed = await page.evaluate(() => {
    const policy = (document as unknown as { featurePolicy: { allowedFeatures(): string[] } }).featurePolicy;
    return policy.allowedFeatures();
  });
  for (const feature of ['camera', 'microphone', 'geolocation']) expect(allowed).not.toContain(feature);
});

test('the service worker leaves the API and everything but GET alone', async ({ page, ownServer }) => {
  await openStored(page, ownServer.url);
  await ownServer.kill();
  const results = await page.evaluate(async () => {
    const settle = (answer: Promise<Response>) => answer.then(() => 'answered', () => 'no network');
    return {
      api: await settle(fetch('/api/v1/health')),
      post: await settle(fetch('/', { method: 'POST' })),
      shell: await settle(fetch('/')),
    };
  });
  expect(results).toEqual({ api: 'no network', post: 'no network', shell: 'answered' });
});
