import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box_of, spot_of } from './city_map';

void test('a box is four numbers of degrees, the south below the north', () => {
  assert.deepEqual(box_of('-68.8,43.4,-68.6,43.5'), [-68.8, 43.4, -68.6, 43.5]);
  for (const wrong of ['', null, undefined, '1,2,3', '1,2,3,4,5', '-68.8,43.5,-68.6,43.4', 'a,b,c,d']) assert.equal(box_of(wrong), undefined);
});

void test('a spot is a longitude and a latitude', () => {
  assert.deepEqual(spot_of('-68.740400,43.467600'), [-68.7404, 43.4676]);
  assert.equal(spot_of(undefined), undefined);
  assert.equal(spot_of('here'), undefined);
});
