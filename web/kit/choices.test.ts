import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closed, offered, pressed } from './choices';

const after = (keys: string[], count = 3) => keys.reduce((choices, key) => pressed(choices, key)?.choices ?? choices, offered(count));

void test('arrows go down the list, back to the field, and up from its end', () => {
  assert.equal(after([]).active, -1);
  assert.equal(after(['ArrowDown', 'ArrowDown']).active, 1);
  assert.equal(after(['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown']).active, -1);
  assert.equal(after(['ArrowUp']).active, 2);
  assert.equal(after(['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp']).active, -1);
});

void test('Enter chooses what is active and is the form’s where nothing is', () => {
  assert.equal(pressed(offered(3), 'Enter'), undefined);
  assert.deepEqual(pressed(after(['ArrowDown']), 'Enter'), { choices: closed, chosen: 0 });
});

void test('Escape closes, and an arrow opens again', () => {
  const shut = after(['ArrowDown', 'Escape']);
  assert.deepEqual([shut.open, shut.active], [false, -1]);
  assert.equal(pressed(shut, 'Enter'), undefined);
  assert.deepEqual(after(['ArrowDown', 'Escape', 'ArrowDown']), { count: 3, open: true, active: 0 });
});

void test('without anything to choose every key is the field’s', () => {
  for (const key of ['ArrowDown', 'ArrowUp', 'Enter', 'Escape', 'a']) assert.equal(pressed(offered(0), key), undefined);
});
