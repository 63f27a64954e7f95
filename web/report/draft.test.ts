import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draft_days, is_stale, merged } from './draft';

void test('a page’s fields take the place of what was kept of them, and what was emptied is gone', () => {
  const kept = [['address', '40 Market Street'], ['description', 'A hole'], ['phone', '1']] as const;
  assert.deepEqual(merged(kept, [['description', 'A deep hole'], ['phone', '']], new Set(['description', 'phone', 'email'])), [
    ['address', '40 Market Street'],
    ['description', 'A deep hole'],
  ]);
});

void test('a draft is not kept for ever', () => {
  const draft = { service: 'POTHOLE', saved: 1000, fields: [], photos: [] };
  assert.equal(is_stale(draft, 1000 + draft_days * 86_400_000), false);
  assert.equal(is_stale(draft, 1001 + draft_days * 86_400_000), true);
});
