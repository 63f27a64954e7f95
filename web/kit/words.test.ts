import { expect, test } from 'vitest';
import { Words } from './words';

test('words take their values, and show what they were not given', () => {
  const words = new Words({ some: 'Photos chosen: {count} of {most}.' });
  expect(words.say('some', { count: 2, most: 6 })).toBe('Photos chosen: 2 of 6.');
  expect(words.say('some', { count: 0 })).toBe('Photos chosen: 0 of {most}.');
});

test('a value is taken as it is', () => {
  expect(new Words({ near: 'You are near {place}.' }).say('near', { place: '$& {count}' })).toBe('You are near $& {count}.');
});

test('words that the page did not hand over are a fault', () => {
  expect(() => new Words({}).say('more')).toThrow('"more"');
});
