import assert from 'node:assert/strict';
import { test } from 'node:test';
import { may_keep, page_for } from './pages';

const languages = ['es', 'ar'];

void test('pages of a report are kept as they are before anything is typed, in each language', () => {
  for (const path of ['/offline', '/es/offline', '/report', '/ar/report', '/report/POTHOLE?whole=yes', '/es/report/NO-HEAT?whole=yes']) assert.equal(may_keep(path, languages), true, path);
});

void test('no page of a person, of staff, or with a token is kept', () => {
  for (const path of ['/', '/desk', '/account', '/requests/2345-678X?token=1', '/report/POTHOLE', '/report/POTHOLE?token=1', '/report/POTHOLE?whole=yes&token=1', '/offline?a=b', '/xx/offline', 'https://elsewhere/offline'])
    assert.equal(may_keep(path, languages), false, path);
});

void test('a form that does not come is stood in for by the whole one, any other page by the one that says so', () => {
  assert.deepEqual(page_for('/es/report/POTHOLE', languages), ['/es/report/POTHOLE?whole=yes', '/es/offline']);
  assert.deepEqual(page_for('/report', languages), ['/report', '/offline']);
  assert.deepEqual(page_for('/requests/2345-678X', languages), ['/offline']);
});
