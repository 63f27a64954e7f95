import assert from 'node:assert/strict';
import { test } from 'node:test';
import { place_value } from './places';

void test('a place is carried as the server writes it itself', () => {
  assert.equal(place_value({ label: '118 Quay Street', lat: 43.47755, long: -68.69674 }), '43.477550 -68.696740 118 Quay Street');
});
