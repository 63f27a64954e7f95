// Keeps what a report needs while there is no connection, and sends reports that waited for one. It keeps the assets of its own version, the page
// that says that there is no connection, and pages of a report as they are before anything is typed; no other page, and no answer to a form.
import { alone, channel_name, send_waiting, type Report } from '../kit/outbox';
import { shelf } from '../kit/shelf';
import { page_for, may_keep, type Kept } from './pages';

declare const self: ServiceWorkerGlobalScope & { readonly portico: Kept };

const kept = self.portico; // written before this script by the server
const cache_name = `portico-${kept.version}`;
const kept_since = 'x-kept-since'; // ms since 1970
const day = 86_400_000; // ms

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

async function install(): Promise<void> {
  const cache = await caches.open(cache_name);
  await cache.addAll([...kept.assets]);
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('portico-') && name !== cache_name) await caches.delete(name);
  await self.clients.claim();
}

async function is_fresh(cache: Cache, path: string): Promise<boolean> {
  const since = (await cache.match(path))?.headers.get(kept_since);
  return since !== null && since !== undefined && Date.now() - Number(since) < day;
}

async function keep(paths: readonly unknown[]): Promise<void> {
  const cache = await caches.open(cache_name);
  for (const path of paths) {
    if (typeof path !== 'string' || !may_keep(path, kept.languages) || (await is_fresh(cache, path))) continue;
    const response = await fetch(path, { credentials: 'omit' }).catch(() => undefined); // as nobody in particular
    if (!response?.ok || response.redirected) continue;
    const headers = new Headers(response.headers);
    headers.set(kept_since, String(Date.now()));
    await cache.put(path, new Response(await response.blob(), { headers }));
  }
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (lost) {
    const cache = await caches.open(cache_name);
    const { pathname } = new URL(request.url);
    for (const path of page_for(pathname, kept.languages)) {
      const found = await cache.match(path);
      if (found) return found;
    }
    throw lost;
  }
}

async function asset(request: Request): Promise<Response> {
  return (await (await caches.open(cache_name)).match(request.url)) ?? (await fetch(request));
}

async function send(): Promise<void> {
  const outbox = shelf<Report>('outbox');
  const changed = await alone(() => send_waiting(outbox));
  for (const report of changed) if (report.state === 'sent') await shelf('drafts').remove(report.service);
  if (changed.length) new BroadcastChannel(channel_name).postMessage('changed');
  if ((await outbox.all()).some((each) => each.state === 'waiting')) throw new Error('some still wait'); // asks to be woken again
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  const { keep: paths } = (event.data ?? {}) as { keep?: unknown };
  if (Array.isArray(paths)) event.waitUntil(keep(paths));
});
self.addEventListener('sync', (event) => {
  const woken = event as SyncEvent;
  if (woken.tag === channel_name) woken.waitUntil(send());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    const answer = page(request);
    event.respondWith(answer);
    // A page that comes says that there is a connection, in browsers too that wake nobody for it.
    event.waitUntil(answer.then(send).catch(() => undefined));
  } else if (request.method === 'GET' && kept.assets.includes(url.pathname)) event.respondWith(asset(request));
});
