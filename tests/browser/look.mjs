// Looks at one page as several people would see it, and tells all that is wrong.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { names_of } from './names.mjs';
import { narrow, opened, wide } from './open.mjs';
import { walk } from './walk.mjs';

export const axe_source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

// Between them each width, each colour scheme, and what is folded away, opened and closed.
const views = [
  { name: 'wide light', width: wide, dark: false, unfolded: false },
  { name: 'wide dark, unfolded', width: wide, dark: true, unfolded: true },
  { name: 'narrow light, unfolded', width: narrow, dark: false, unfolded: true },
  { name: 'narrow dark', width: narrow, dark: true, unfolded: false },
];

async function take(page, view) {
  await page.emulateMedia({ colorScheme: view.dark ? 'dark' : 'light' });
  await page.setViewportSize({ width: view.width, height: view.width === narrow ? 800 : 900 });
  await unfold(page, 'main', view.unfolded);
}

// What hangs from the masthead lies over the page when it is open, so it is looked at by itself.
function unfold(page, within, unfolded) {
  return page.evaluate(
    ([selector, open]) => {
      for (const each of document.querySelectorAll(selector)) each.open = open || each.hasAttribute('data-was-open');
    },
    [`${within} details`, unfolded],
  );
}

export async function axe(page, view, within) {
  const found = await page.evaluate(
    async ([tags, root]) => {
      const result = await window.axe.run(root, { runOnly: tags, resultTypes: ['violations'], preload: false });
      return result.violations.flatMap(({ id, nodes }) => nodes.map(({ failureSummary, html }) => ({ rule: id, html: html.slice(0, 160), why: failureSummary })));
    },
    [rules, within],
  );
  return found.map((each) => `${each.rule} (${view.name}): ${each.html} ${each.why.replace(/\s+/g, ' ')}`);
}

// In the page: what is wider than it.
function overflow() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wider = [...document.querySelectorAll('body *')].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && (box.right > width + 0.5 || box.left < -0.5) && getComputedStyle(each).position !== 'fixed';
  });
  const innermost = wider.filter((each) => !wider.some((other) => other !== each && each.contains(other)));
  return (innermost.length ? innermost : [document.body]).slice(0, 5).map((each) => each.outerHTML.slice(0, 160));
}

async function wrong_in(page, view, within) {
  const faults = await axe(page, view, within);
  if (view.width === narrow) for (const each of await page.evaluate(overflow)) faults.push(`wider than ${narrow} px: ${each}`);
  return faults;
}

export async function look(browser, asked) {
  const { page, close, complaints, stopped, status, type } = await opened(browser, asked);
  try {
    const faults = [];
    for (const each of await stopped()) faults.push(`content policy: ${each}`);
    for (const each of complaints) faults.push(`console: ${each}`);
    const head = await page.evaluate(() => {
      for (const each of document.querySelectorAll('details[open]')) each.setAttribute('data-was-open', '');
      return { language: document.documentElement.lang, direction: document.documentElement.dir, title: document.title };
    });
    const told = (await names_of(page)).all;
    await page.evaluate(axe_source);
    for (const view of views.filter((each) => !asked.briefly || !each.dark)) {
      await take(page, view);
      faults.push(...(await wrong_in(page, view, 'html')));
      if (!view.unfolded || !(await page.$('header details'))) continue;
      await unfold(page, 'header', true);
      faults.push(...(await wrong_in(page, view, 'header')));
      await unfold(page, 'header', false);
    }
    await take(page, views[0]);
    await unfold(page, 'main', true);
    const way = await walk(page);
    faults.push(...way.faults);
    return { status, type, ...head, told, stops: way.stops, faults: [...new Set(faults)] };
  } finally {
    await close();
  }
}
