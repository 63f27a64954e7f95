import assert from 'node:assert/strict';
import { test } from 'node:test';
import { form_of, outbox_days, send_waiting, what_became, type Answer, type Report } from './outbox';
import type { Shelf } from './shelf';

const answer = (given: Partial<Answer>): Answer => ({ ok: true, status: 200, redirected: false, url: '', html: '', ...given });

function report(key: string, more: Partial<Report> = {}): Report {
  return { key, service: 'POTHOLE', title: 'Pothole', action: '/report/POTHOLE', fields: [['key', key]], photos: [], kept: 1000, state: 'waiting', receipt: '', ...more };
}

function shelf_of(...reports: Report[]): Shelf<Report> & { readonly held: Map<string, Report> } {
  const held = new Map(reports.map((each) => [each.key, each]));
  return {
    held,
    get: (key) => Promise.resolve(held.get(key)),
    put: (key, thing) => Promise.resolve(void held.set(key, thing)),
    remove: (key) => Promise.resolve(void held.delete(key)),
    all: () => Promise.resolve([...held.values()]),
  };
}

void test('a report is taken where the answer leads to its receipt, or shows one', () => {
  assert.deepEqual(what_became(answer({ redirected: true, url: 'https://town/requests/2345-678X/receipt?token=1' })), { state: 'sent', receipt: 'https://town/requests/2345-678X/receipt?token=1' });
  assert.deepEqual(what_became(answer({ html: '<a href="https://town/tokens/ab.json">' })), { state: 'sent', receipt: 'https://town/tokens/ab.json' });
});

void test('a report is asked about where its form comes back, and waits where the city cannot take it now', () => {
  assert.equal(what_became(answer({ html: '<form class="report" action="…">' })).state, 'asks');
  assert.equal(what_became(answer({ ok: false, status: 400 })).state, 'asks');
  for (const status of [429, 500, 503]) assert.equal(what_became(answer({ ok: false, status })).state, 'waiting');
});

void test('what waits is sent oldest first, and keeps nothing of what it held', async () => {
  const shelf = shelf_of(report('b', { kept: 2000 }), report('a'), report('c', { kept: 500, state: 'sent' }));
  const asked: string[] = [];
  const changed = await send_waiting(
    shelf,
    (_, form) => {
      asked.push(form.get('key') as string);
      return Promise.resolve(answer({ redirected: true, url: '/receipt' }));
    },
    3000,
  );
  assert.deepEqual(asked, ['a', 'b']);
  assert.deepEqual(changed.map((each) => [each.key, each.state]), [['a', 'sent'], ['b', 'sent']]);
  const after = shelf.held.get('a');
  assert.deepEqual([after?.state, after?.receipt, after?.fields], ['sent', '/receipt', []]);
});

void test('without a connection all stay as they are', async () => {
  const shelf = shelf_of(report('a'), report('b'));
  let tried = 0;
  assert.deepEqual(await send_waiting(shelf, () => Promise.reject(new TypeError(`no connection ${(tried += 1)}`)), 3000), []);
  assert.equal(tried, 1);
  assert.deepEqual([...shelf.held.values()].map((each) => each.state), ['waiting', 'waiting']);
});

void test('after some days nothing is kept', async () => {
  const shelf = shelf_of(report('a'));
  await send_waiting(shelf, () => Promise.reject(new Error('is not sent')), 1000 + outbox_days * 86_400_000 + 1);
  assert.equal(shelf.held.size, 0);
});

void test('a form has the fields in their order, and the photos', () => {
  const form = form_of({ fields: [['a', '1'], ['a', '2']], photos: [{ name: 'x.jpg', bytes: new Blob(['x']) }] });
  assert.deepEqual(form.getAll('a'), ['1', '2']);
  assert.equal((form.get('media') as File).name, 'x.jpg');
});
