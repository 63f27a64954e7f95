import { expect, test } from 'vitest';
import { may_keep, page_for } from './pages';

const languages = ['es', 'ar'];

test('pages of a report are kept as they are before anything is typed, in each language', () => {
  for (const path of ['/offline', '/es/offline', '/report', '/ar/report', '/report/POTHOLE?whole=yes', '/es/report/NO-HEAT?whole=yes']) expect(may_keep(path, languages), path).toBe(true);
});

test('no page of a person, of staff, or with a token is kept', () => {
  for (const path of ['/', '/desk', '/account', '/requests/2345-678X?token=1', '/report/POTHOLE', '/report/POTHOLE?token=1', '/report/POTHOLE?whole=yes&token=1', '/offline?a=b', '/xx/offline', 'https://elsewhere/offline'])
    expect(may_keep(path, languages), path).toBe(false);
});

test('a form that does not come is stood in for by the whole one, any other page by the one that says so', () => {
  expect(page_for('/es/report/POTHOLE', languages)).toEqual(['/es/report/POTHOLE?whole=yes', '/es/offline']);
  expect(page_for('/report', languages)).toEqual(['/report', '/offline']);
  expect(page_for('/requests/2345-678X', languages)).toEqual(['/offline']);
});
