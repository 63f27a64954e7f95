import { expect, test } from 'vitest';
import { closed, offered, pressed } from './choices';

const after = (keys: string[], count = 3) => keys.reduce((choices, key) => pressed(choices, key)?.choices ?? choices, offered(count));

test('arrows go down the list, back to the field, and up from its end', () => {
  expect(after([]).active).toBe(-1);
  expect(after(['ArrowDown', 'ArrowDown']).active).toBe(1);
  expect(after(['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown']).active).toBe(-1);
  expect(after(['ArrowUp']).active).toBe(2);
  expect(after(['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp']).active).toBe(-1);
});

test('Enter chooses what is active and is the form’s where nothing is', () => {
  expect(pressed(offered(3), 'Enter')).toBeUndefined();
  expect(pressed(after(['ArrowDown']), 'Enter')).toEqual({ choices: closed, chosen: 0 });
});

test('Escape closes, and an arrow opens again', () => {
  const shut = after(['ArrowDown', 'Escape']);
  expect([shut.open, shut.active]).toEqual([false, -1]);
  expect(pressed(shut, 'Enter')).toBeUndefined();
  expect(after(['ArrowDown', 'Escape', 'ArrowDown'])).toEqual({ count: 3, open: true, active: 0 });
});

test('without anything to choose every key is the field’s', () => {
  for (const key of ['ArrowDown', 'ArrowUp', 'Enter', 'Escape', 'a']) expect(pressed(offered(0), key)).toBeUndefined();
});
