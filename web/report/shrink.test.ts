import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted, longest_side } from './shrink';

void test('the longest side becomes what is enough, and the other keeps its share', () => {
  assert.deepEqual(fitted({ width: 8000, height: 6000 }), { width: longest_side, height: 1536 });
  assert.deepEqual(fitted({ width: 3000, height: 4000 }), { width: 1536, height: longest_side });
});

void test('what is small stays as it is, and nothing vanishes', () => {
  assert.deepEqual(fitted({ width: 640, height: 480 }), { width: 640, height: 480 });
  assert.deepEqual(fitted({ width: 100_000, height: 3 }), { width: longest_side, height: 1 });
});
