import { expect, test } from 'vitest';
import { draft_days, is_stale, merged } from './draft';

test('a page’s fields take the place of what was kept of them, and what was emptied is gone', () => {
  const kept = [['address', '40 Market Street'], ['description', 'A hole'], ['phone', '1']] as const;
  expect(merged(kept, [['description', 'A deep hole'], ['phone', '']], new Set(['description', 'phone', 'email']))).toEqual([
    ['address', '40 Market Street'],
    ['description', 'A deep hole'],
  ]);
});

test('a draft is not kept for ever', () => {
  const draft = { service: 'POTHOLE', saved: 1000, fields: [], photos: [] };
  expect(is_stale(draft, 1000 + draft_days * 86_400_000)).toBe(false);
  expect(is_stale(draft, 1001 + draft_days * 86_400_000)).toBe(true);
});
