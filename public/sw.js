// Keeps the whole app on the device, so that it opens with no network at any address.
//
// One build is one unit: it is stored whole, each file checked against its hash, or not at all, and until it is whole
// the previous build goes on serving. Records never pass through here: anything but a GET, and everything below
// /api/, goes to the network as if there were no worker.
const BUILD = '{{build}}';
const FILES = {{files}};
const PUBLIC_PAGES = {{public_pages}};

const PREFIX = 'chalkline-build-';
const CACHE = PREFIX + BUILD;
const SHELL = '/';
// Stored last: a cache that has it is whole.
const WHOLE = '/whole';

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (PUBLIC_PAGES.includes(url.pathname)) {
    if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => stored(SHELL, request)));
    return;
  }
  if (url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(stored(SHELL, request));
  else if (url.pathname in FILES || isHashed(url.pathname)) event.respondWith(stored(url.pathname, request));
});

async function install() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(Object.entries(FILES).map(([path, integrity]) => keep(cache, path, integrity)));
    await cache.put(WHOLE, new Response(BUILD));
  } catch (cause) {
    await caches.delete(CACHE);
    throw cause;
  }
}

// A file that an earlier build brought under the same hashed name is taken from there, not from the network.
async function keep(cache, path, integrity) {
  const known = isHashed(path) && (await caches.match(path));
  await cache.put(path, known || (await fetchChecked(path, integrity)));
}

async function fetchChecked(path, integrity) {
  const response = await fetch(path, { integrity, cache: 'no-cache', credentials: 'omit', redirect: 'error' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

// Pages of the build before may still be open: theirs is the one older cache that stays.
async function activate() {
  const builds = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(builds.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

// A page of the build before may open a screen for the first time: its code is in the older store.
async function stored(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) || (isHashed(path) && (await caches.match(path))) || fetch(request);
}

// The name says what the bytes are, whichever build brought them.
function isHashed(path) {
  return path.startsWith('/pkg/');
}
