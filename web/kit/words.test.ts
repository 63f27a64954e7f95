import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Words } from './words';

void test('words take their values, and show what they were not given', () => {
  const words = new Words({ some: 'Photos chosen: {count} of {most}.' });
  assert.equal(words.say('some', { count: 2, most: 6 }), 'Photos chosen: 2 of 6.');
  assert.equal(words.say('some', { count: 0 }), 'Photos chosen: 0 of {most}.');
});

void test('a value is taken as it is', () => {
  assert.equal(new Words({ near: 'You are near {place}.' }).say('near', { place: '$& {count}' }), 'You are near $& {count}.');
});

void test('words that the page did not hand over are a fault', () => {
  assert.throws(() => new Words({}).say('more'), /"more"/);
});
