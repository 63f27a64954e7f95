import { expect, test } from 'vitest';
import { fitted, longest_side } from './shrink';

test('the longest side becomes what is enough, and the other keeps its share', () => {
  expect(fitted({ width: 8000, height: 6000 })).toEqual({ width: longest_side, height: 1536 });
  expect(fitted({ width: 3000, height: 4000 })).toEqual({ width: 1536, height: longest_side });
});

test('what is small stays as it is, and nothing vanishes', () => {
  expect(fitted({ width: 640, height: 480 })).toEqual({ width: 640, height: 480 });
  expect(fitted({ width: 100_000, height: 3 })).toEqual({ width: longest_side, height: 1 });
});
