import { expect, test } from 'vitest';
import { place_value } from './places';

test('a place is carried as the server writes it itself', () => {
  expect(place_value({ label: '118 Quay Street', lat: 43.47755, long: -68.69674 })).toBe('43.477550 -68.696740 118 Quay Street');
});
