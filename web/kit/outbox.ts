// Reports that wait for a connection. Each goes under the key that its form carries, so that one that is sent twice opens one request.
import type { Shelf } from './shelf';

export interface Photo {
  readonly name: string;
  readonly bytes: Blob;
}

export interface Report {
  readonly key: string;
  readonly service: string; // its code
  readonly title: string; // what it is about, in the reader's language
  readonly action: string; // where it is sent
  readonly fields: readonly (readonly [string, string])[];
  readonly photos: readonly Photo[];
  readonly kept: number; // ms since 1970
  readonly state: State;
  readonly receipt: string; // an address, once it is sent
}

// waiting: for a connection. asks: the city wants to know something before it takes it. sent: a request is open.
export type State = 'waiting' | 'asks' | 'sent';

export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly redirected: boolean;
  readonly url: string;
  readonly html: string;
}

const again = new Set([408, 425, 429]); // later it may go well
export const outbox_days = 7;

// A report that was taken leads to its receipt, or shows it; anything else is a page with the form on it.
export function what_became(answer: Answer): { state: State; receipt: string } {
  if (answer.ok && answer.redirected) return { state: 'sent', receipt: answer.url };
  if (answer.status >= 500 || again.has(answer.status)) return { state: 'waiting', receipt: '' };
  if (!answer.ok || answer.html.includes('<form class="report"')) return { state: 'asks', receipt: '' };
  return { state: 'sent', receipt: /href="([^"]*\/tokens\/[^"]*)"/.exec(answer.html)?.[1] ?? '' };
}

export function form_of(report: Pick<Report, 'fields' | 'photos'>): FormData {
  const form = new FormData();
  for (const [name, value] of report.fields) form.append(name, value);
  for (const photo of report.photos) form.append('media', photo.bytes, photo.name);
  return form;
}

export async function sent(action: string, form: FormData): Promise<Answer> {
  const response = await fetch(action, { method: 'POST', body: form, headers: { Accept: 'text/html' } });
  return { ok: response.ok, status: response.status, redirected: response.redirected, url: response.url, html: await response.text() };
}

// Sends what waits, oldest first, until one finds no connection. Gives those whose state is another one now.
export async function send_waiting(shelf: Shelf<Report>, send: typeof sent = sent, now: number = Date.now()): Promise<Report[]> {
  const changed: Report[] = [];
  const reports = (await shelf.all()).sort((a, b) => a.kept - b.kept);
  for (const report of reports) {
    if (now - report.kept > outbox_days * 86_400_000) {
      await shelf.remove(report.key);
      continue;
    }
    if (report.state !== 'waiting') continue;
    const answer = await send(report.action, form_of(report)).catch(() => undefined);
    if (!answer) break;
    const became = what_became(answer);
    if (became.state === 'waiting') continue;
    const after: Report = { ...report, ...became, ...(became.state === 'sent' ? { fields: [], photos: [] } : {}) };
    await shelf.put(report.key, after);
    changed.push(after);
  }
  return changed;
}

export const channel_name = 'portico-outbox'; // on which pages and the service worker tell each other that something changed

// One at a time, whoever asks: pages and the service worker of one browser.
export async function alone<Result>(act: () => Promise<Result>): Promise<Result> {
  const locks = (globalThis.navigator as { locks?: LockManager }).locks;
  return locks ? await (locks.request('portico-outbox', act) as Promise<Result>) : await act();
}
